/* Controls: slider and box hold one value; a committed value goes to Dash, a passing one to the live pump. */
'use strict';
window.twin = {
  rows: () => [...document.querySelectorAll('.control[data-key]')],
  words: (() => {
    let text = '', words = {};
    return () => {
      const now = document.getElementById('words')?.textContent || '{}';
      if (now !== text) [text, words] = [now, JSON.parse(now)];
      return words;
    };
  })(),
  language: () => document.documentElement.lang,
};
(() => {
  const COMMIT_AFTER_KEY_MS = 250;
  const part = (row, name) => row.querySelector(name);
  const number = text => (String(text).trim() === '' ? NaN : Number(String(text).trim().replace(',', '.').replace('−', '-')));
  const written = (row, value) =>
    String(Number(Number(value).toFixed(Number(row.dataset.decimals)))).replace('.', twin.words().decimal || '.');

  twin.read = row =>
    row.dataset.kind === 'choice' ? part(row, 'input:checked')?.value : part(row, 'input.box').value;
  twin.values = () => Object.fromEntries(twin.rows().map(row => [row.dataset.key, twin.read(row)]));

  /* The slider's own look and what it says follow its value. */
  function paint(row) {
    const slider = part(row, '.slider');
    if (slider) {
      const share = value => Math.min(1, Math.max(0, (value - slider.min) / (slider.max - slider.min)));
      row.style.setProperty('--filled', share(Number(slider.value)));
      row.style.setProperty('--reference', share(number(row.dataset.reference)));
      slider.setAttribute('aria-valuetext', `${part(row, '.box').value} ${row.dataset.unit}`.trim());
    }
    const value = twin.read(row) ?? '';
    const same = value === row.dataset.reference || number(value) === number(row.dataset.reference);
    part(row, '.back').hidden = same;
    row.classList.toggle('is-none', number(value) === 0);
  }

  function place(row, value) {
    const box = part(row, '.box');
    if (box) box.value = value;
    const slider = part(row, '.slider');
    if (slider && !Number.isNaN(number(value))) slider.value = number(value);
    paint(row);
  }

  const commit = row =>
    dash_clientside.set_props({ type: 'value', key: row.dataset.key }, { value: twin.read(row) });

  let isKeyHeld = false, waiting = null, timer = 0;
  function flush() {
    clearTimeout(timer);
    if (waiting) commit(waiting);
    waiting = null;
  }

  document.addEventListener('input', event => {
    const row = event.target.closest?.('.control');
    if (!row || !event.target.classList.contains('slider')) return;
    part(row, '.box').value = written(row, event.target.value);
    paint(row);
    clearTimeout(timer);
    twin.live();
  });

  document.addEventListener('change', event => {
    const row = event.target.closest?.('.control');
    if (!row) return;
    document.getElementById('hint')?.setAttribute('hidden', '');
    if (event.target.classList.contains('slider')) {
      if (waiting && waiting !== row) flush();
      waiting = row;
      if (!isKeyHeld) flush();
    } else if (event.target.classList.contains('box')) {
      place(row, event.target.value);
    } else requestAnimationFrame(() => paint(row));
  });

  document.addEventListener('keydown', event => {
    if (event.target.classList?.contains('slider')) isKeyHeld = true;
  });
  document.addEventListener('keyup', () => {
    if (!isKeyHeld) return;
    isKeyHeld = false;
    clearTimeout(timer);
    timer = setTimeout(flush, COMMIT_AFTER_KEY_MS);
  });
  document.addEventListener('focusout', event => {
    if (event.target.classList?.contains('slider')) { isKeyHeld = false; flush(); }
  });

  document.addEventListener('click', event => {
    const back = event.target.closest?.('.back');
    if (!back) return;
    const row = back.closest('.control');
    const target = part(row, '.box') || part(row, 'input');
    if (row.dataset.kind === 'choice') {
      dash_clientside.set_props({ type: 'value', key: row.dataset.key }, { value: row.dataset.reference });
      requestAnimationFrame(() => paint(row));
    } else { place(row, row.dataset.reference); commit(row); }
    target.focus();
  });

  /* A value as the twin counts it, written as the row's box shows it. */
  twin.shown = (row, value) => {
    const isNumber = row.dataset.kind === 'number' && !Number.isNaN(number(value));
    return isNumber ? written(row, number(value) * Number(row.dataset.factor)) : String(value ?? '');
  };

  /* References: the untreated person of the case, or the pinned scenario. */
  twin.refer = pinned => {
    for (const row of twin.rows()) {
      row.dataset.start ??= row.dataset.reference;
      row.dataset.reference = pinned ? twin.shown(row, pinned[row.dataset.key]) : row.dataset.start;
      paint(row);
    }
  };

  /* Every control at these values; what they do not name stays. Returns what Dash holds of each. */
  twin.place = values => twin.rows().map(row => {
    const { key, kind } = row.dataset;
    const value = key in values ? twin.shown(row, values[key]) : twin.read(row);
    if (kind !== 'choice') place(row, value);
    return value;
  });

  twin.restore = () => twin.rows().map(row => {
    if (row.dataset.kind !== 'choice') place(row, row.dataset.reference);
    return row.dataset.reference;
  });

  /* Faults stand at their control and are tied to its box. */
  twin.paintFaults = faults => {
    for (const row of twin.rows()) {
      const said = faults[row.dataset.key], note = part(row, '.fault'), box = part(row, '.box');
      row.classList.toggle('is-wrong', Boolean(said));
      note.hidden = !said;
      note.textContent = said || '';
      if (said) row.closest('details')?.setAttribute('open', '');
      if (!box) continue;
      box.setAttribute('aria-invalid', String(Boolean(said)));
      if (said) box.setAttribute('aria-describedby', note.id);
      else box.removeAttribute('aria-describedby');
    }
  };
  twin.paintAll = () => twin.rows().forEach(paint);
})();
