/* Export: pictures are drawn here from what is on screen, files come from the server; all of them say what was set and what this is not. */
'use strict';
(() => {
  const WIDTH = 1200, HEIGHT = 760, SCALE = 2, LINE = 19, PER_LINE = 150, RELEASE_MS = 60000;
  const DASHES = { whatif: '━━', baseline: '╌╌' };
  const at = id => document.getElementById(id);
  const panel = () => document.querySelector('.take-panel');
  const say = words => { at('take-said').textContent = words; };
  const variable = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const told = () => [...document.querySelectorAll('#told p')].map(line => line.textContent);
  const stem = () => document.querySelector('#told .stem')?.textContent || 'twin';
  const safe = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

  /* Long lines break at spaces: a picture cannot be scrolled. */
  function folded(text) {
    const lines = [''];
    for (const word of text.split(' ')) {
      if (lines.at(-1).length + word.length > PER_LINE) lines.push('');
      lines[lines.length - 1] += (lines.at(-1) ? ' ' : '') + word;
    }
    return lines;
  }

  const legendName = key => document.querySelector(`.of-${key}`)?.textContent.trim();
  const heading = (card, unit) => {
    const select = card.querySelector('.title select'), day = card.querySelector('.title input');
    if (select) return select.selectedOptions[0].text;
    const name = document.createTreeWalker(card.querySelector('.title h2'), NodeFilter.SHOW_TEXT).nextNode().textContent;
    return `${name}${day ? ` ${day.value || day.placeholder}` : ''}, ${unit}`;
  };
  const inked = (mark, name) => `<span style="color:${variable(name)}">${mark}</span>`;

  const note = (text, more) => ({ text, showarrow: false, align: 'left', xref: 'paper', yref: 'paper', x: 0, xanchor: 'left', ...more });

  /* The chart again with a head, a legend and a foot, on a ground of its own. */
  function figure(graph) {
    const card = graph.closest('.card'), layout = JSON.parse(JSON.stringify(graph.layout));
    const head = [`<b>${safe(heading(card, layout.meta.unit))}</b>`, ...told().flatMap(folded).map(safe)];
    const whose = ['whatif', 'baseline'].map(key => `${inked(DASHES[key], `--${key}`)} ${safe(legendName(key))}`).join('   ');
    const notice = [...document.querySelectorAll('.notice-line strong, .notice-line span:not([id])')].map(node => node.textContent);
    const foot = [whose, safe(notice.join(' · '))];
    const data = graph.data.map((trace, index) => {
      const { x, y } = graph._fullData[index];
      return { ...trace, x: Array.from(x), y: Array.from(y) };
    });
    const above = { y: 1, yanchor: 'bottom', yshift: 10, font: { size: 13, color: variable('--ink') } };
    const below = { y: 0, yanchor: 'top', yshift: -30, font: { size: 12, color: variable('--muted') } };
    Object.assign(layout, {
      width: WIDTH, height: HEIGHT, autosize: false, paper_bgcolor: variable('--surface'),
      margin: { l: 60, r: 60, t: 24 + LINE * head.length, b: 44 + LINE * foot.length },
      annotations: [...(layout.annotations || []), note(head.join('<br>'), above), note(foot.join('<br>'), below)],
    });
    return { data, layout };
  }

  async function picture(kind) {
    const name = at('take-chart').value;
    const graph = document.querySelector(`#chart-${name} .js-plotly-plot`);
    const scale = kind === 'png' ? SCALE : 1;
    const size = { format: kind, width: WIDTH, height: HEIGHT, scale };
    const address = await Plotly.toImage(figure(graph), size);
    const content = kind === 'svg' ? new Blob([decodeURIComponent(address.slice(address.indexOf(',') + 1))], { type: 'image/svg+xml' }) : bytes(address);
    save(content, `${stem()}-${name}.${kind}`);
  }

  function bytes(address) {
    const raw = atob(address.slice(address.indexOf(',') + 1));
    return new Blob([Uint8Array.from(raw, letter => letter.charCodeAt(0))], { type: 'image/png' });
  }

  function save(content, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(content);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), RELEASE_MS);
  }

  async function file(kind) {
    const asked = { values: twin.values(), baseline: twin.pinned, view: twin.view(), language: twin.language(), link: twin.link ? twin.link() : location.origin + location.pathname };
    const answer = await fetch(`take/${kind}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(asked) });
    if (answer.status === 422) return (await answer.json()).notice;
    if (!answer.ok) throw new Error(String(answer.status));
    save(await answer.blob(), /filename="(.+)"/.exec(answer.headers.get('Content-Disposition'))[1]);
    return '';
  }

  const makers = { png: () => picture('png'), svg: () => picture('svg'), print: () => { close(); window.print(); } };

  async function take(kind) {
    say(panel().dataset.busy);
    try {
      const wrong = await (makers[kind] ? makers[kind]() : file(kind));
      say(wrong || '');
      if (!wrong) close();
    } catch { say(panel().dataset.failed); }
  }

  function close() {
    const menu = at('take');
    if (!menu?.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  }

  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-take]');
    if (button) take(button.dataset.take);
    else if (at('take')?.open && !event.target.closest?.('#take')) at('take').open = false;
  });
  document.addEventListener('keydown', event => { if (event.key === 'Escape') close(); });
  document.addEventListener('focusin', event => {
    if (at('take')?.open && !event.target.closest?.('#take')) at('take').open = false;
  });
})();
