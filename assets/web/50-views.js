/* Views beside the charts: one is asked for when its tab is open, the newest state wins, and what comes is drawn node by node. */
'use strict';
(() => {
  const HOURS = 24, NOON = 12, NARROW_PX = 820;
  const LIVE = ['pathway', 'heartbeat']; // quick enough to follow a drag
  const CONFIG = { displayModeBar: false, showSendToCloud: false, plotlyServerURL: '', responsive: true, doubleClick: false };
  const at = id => document.getElementById(id);
  const tabs = () => [...document.querySelectorAll('[role="tab"][data-view]')];
  let open = 'charts', day = null, hour = NOON, asked = null, isBusy = false, drawn = '';

  /* The time cursor: an hour of the day that is shown, the last one where none was chosen. */
  const lastDay = () => (twin.days || 1) - 1, last = () => HOURS * (lastDay() + 1) - 1;
  const shownDay = () => Math.min(day ?? lastDay(), lastDay()), now = () => HOURS * shownDay() + hour;
  function paintMoment() {
    const slider = at('moment');
    if (!slider) return;
    slider.max = last();
    slider.value = now();
    const said = slider.closest('.moment').dataset.when
      .replace('{day}', shownDay()).replace('{clock}', `${hour}:00`);
    slider.setAttribute('aria-valuetext', said);
    slider.parentElement.style.setProperty('--filled', now() / Math.max(1, last()));
    at('moment-said').textContent = said;
    drawLines();
  }

  /* The time cursor on the charts that have its time on their axis. */
  const CURSORS = { 'chart-profile': () => hour, 'chart-pressure': () => now() / HOURS };
  function drawLines() {
    for (const [id, place] of Object.entries(CURSORS)) {
      const graph = at(id)?.querySelector('.js-plotly-plot'), axis = graph?._fullLayout?.xaxis;
      if (!axis?.l2p || !axis.visible) continue;
      if (!graph.dataset.cursor) { graph.dataset.cursor = id; graph.on('plotly_afterplot', drawLines); }
      let line = graph.parentElement.querySelector('.moment-line');
      if (!line) graph.parentElement.append(line = Object.assign(document.createElement('i'), { className: 'moment-line' }));
      line.style.left = `${axis._offset + axis.l2p(place())}px`;
    }
  }

  /* Tabs. */
  function show(name) {
    open = name;
    for (const tab of tabs()) {
      const isChosen = tab.dataset.view === name;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      tab.classList.toggle('is-chosen', isChosen);
    }
    const isCharts = name === 'charts';
    at('charts').hidden = !isCharts;
    document.querySelector('.legend-line').hidden = !isCharts;
    at('view').hidden = isCharts;
    at('view').setAttribute('aria-labelledby', `tab-${name}`);
    if (isCharts) { asked = null; window.dispatchEvent(new Event('resize')); } else ask(false);
  }

  document.addEventListener('click', event => {
    const tab = event.target.closest?.('[role="tab"][data-view]');
    if (tab) show(tab.dataset.view);
  });
  document.addEventListener('keydown', event => {
    const all = tabs(), from = all.indexOf(event.target);
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: all.length - 1 }[event.key];
    if (from < 0 || to === undefined) return;
    event.preventDefault();
    const tab = all[(to + all.length) % all.length];
    tab.focus();
    show(tab.dataset.view);
  });

  /* Asking: one request on its way, the newest state wins. */
  function ask(isPreview) {
    if (open === 'charts') return;
    asked = { isPreview };
    if (!isBusy) pump();
  }

  async function pump() {
    isBusy = true;
    while (asked) {
      const { isPreview } = asked, name = open;
      asked = null;
      busy(true, name);
      try {
        const answer = await fetch(`api/v1/view/${name}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: body(isPreview) });
        if (answer.ok) { const found = await answer.json(); if (open === name) draw(name, found, isPreview); }
        else stale(answer.status !== 422);
      } catch { stale(true); }
    }
    isBusy = false;
    busy(false);
  }

  const body = preview => JSON.stringify({
    values: twin.values(), baseline: twin.pinned, language: twin.language(),
    view: { ...twin.view(), day: shownDay(), hour, narrow: isNarrow(), theme: document.documentElement.dataset.bsTheme, preview },
  });

  function busy(isOn, name) {
    const panel = at('view');
    if (!panel) return;
    panel.setAttribute('aria-busy', String(isOn));
    panel.querySelector('.progress-line').classList.toggle('is-busy', isOn);
    panel.querySelector('.view-busy').hidden = !isOn || drawn === name;
    if (isOn && drawn !== name) { at('view-body').replaceChildren(); drawn = ''; }
  }

  function stale(isLost) {
    at('view').classList.add('is-stale');
    at('view').querySelector('.view-failed').hidden = !isLost;
  }

  /* Drawing: [tag, attributes, children], text as text only. */
  const template = document.createElement('template');
  template.innerHTML = '<svg></svg>';
  const drawing = template.content.firstChild.namespaceURI;
  function build([tag, attributes, children], inside) {
    const space = tag === 'svg' ? drawing : inside;
    const node = space ? document.createElementNS(space, tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children.map(child => (typeof child === 'string' ? child : build(child, space))));
    return node;
  }

  function draw(name, { body: elements, figures, said }, isPreview) {
    const place = at('view-body'), keyed = node => node.dataset.key;
    const opened = [...place.querySelectorAll('details[open]')].map(keyed);
    const focus = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const plots = Object.fromEntries([...place.querySelectorAll('[data-figure]')].map(node => [node.dataset.figure, node]));
    const fresh = document.createElement('div');
    fresh.append(...elements.map(element => build(element)));
    for (const slot of fresh.querySelectorAll('[data-figure]')) {
      const kept = plots[slot.dataset.figure];
      if (kept) { kept.setAttribute('aria-label', slot.getAttribute('aria-label')); slot.replaceWith(kept); }
    }
    for (const node of fresh.querySelectorAll('details')) node.open = opened.includes(node.dataset.key);
    place.replaceChildren(...fresh.childNodes);
    if (focus) place.querySelector(`[data-key="${focus}"]`)?.focus();
    const config = { ...CONFIG, locale: twin.language() };
    for (const slot of place.querySelectorAll('[data-figure]')) {
      const { data, layout } = figures[slot.dataset.figure];
      Plotly.react(slot, data, layout, config);
    }
    drawn = name;
    wasNarrow = isNarrow();
    at('view').classList.remove('is-stale');
    at('view').querySelectorAll('.view-busy, .view-failed').forEach(node => { node.hidden = true; });
    if (!isPreview) at('view-said').textContent = said;
    document.documentElement.dataset.views = Number(document.documentElement.dataset.views || 0) + 1;
  }

  /* A box of the map says its sentence where it is read, too. */
  function tell(event) {
    const said = event.target.closest?.('[data-said]')?.dataset.said, place = document.querySelector('.view-detail');
    if (said && place) place.textContent = said;
  }
  document.addEventListener('focusin', tell);
  document.addEventListener('pointerover', tell);

  /* What makes a view change: a drag, the time cursor, a committed answer, another width. */
  document.addEventListener('input', event => {
    if (event.target.id === 'moment') point(Number(event.target.value));
    else if (LIVE.includes(open) && event.target.matches?.('.control .slider')) ask(true);
  });
  document.addEventListener('change', event => {
    if (event.target.id !== 'moment') return;
    const box = at('day').value;
    if (shownDay() !== (box === '' ? lastDay() : Number(box))) dash_clientside.set_props('day', { value: shownDay() });
    else { follow(box === '' ? null : Number(box)); ask(false); }
  });
  const isNarrow = () => at('view').clientWidth < NARROW_PX;
  let wasNarrow = null;
  window.addEventListener('resize', () => {
    if (open !== 'pathway' || isNarrow() === wasNarrow) return;
    wasNarrow = isNarrow();
    ask(false);
  });

  function look() {
    requestAnimationFrame(() => {
      if (!at('view')) return;
      paintMoment();
      if (tabs().some(tab => tab.dataset.view === open && tab.getAttribute('aria-selected') === 'true')) ask(false);
      else { drawn = ''; show(open); }
    });
    return dash_clientside.no_update;
  }

  function point(at) {
    day = Math.floor(at / HOURS);
    hour = at % HOURS;
    paintMoment();
    if (LIVE.includes(open)) ask(true);
  }

  /* Another day was chosen on a chart, in its box or by the time cursor. */
  function follow(chosen) {
    day = typeof chosen === 'number' ? chosen : null;
    paintMoment();
    return dash_clientside.no_update;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { views: { look, follow } });
})();
