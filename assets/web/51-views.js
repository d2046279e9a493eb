/* Views beside the charts: one is asked for when its tab is open; one request is on its way and the newest state wins. */
'use strict';
(() => {
  const NARROW_PX = 820, LIVE = ['pathway', 'heartbeat']; // those quick enough to follow a drag
  const at = id => document.getElementById(id);
  const tabs = () => [...document.querySelectorAll('[role="tab"][data-view]')];
  const isNarrow = () => at('view').clientWidth < NARROW_PX;
  let open = 'charts', asked = null, isBusy = false, drawn = '', wasNarrow = null;

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
    document.querySelectorAll('.legend-line, .band-note').forEach(line => { line.hidden = !isCharts; });
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

  function ask(isPreview) {
    if (open === 'charts' || (isPreview && !LIVE.includes(open))) return;
    asked = { isPreview };
    if (!isBusy) pump();
  }
  twin.look = ask;

  async function pump() {
    isBusy = true;
    while (asked) {
      const { isPreview } = asked, name = open;
      asked = null;
      busy(true, name);
      try {
        const headers = { 'Content-Type': 'application/json' };
        const answer = await fetch(`api/v1/view/${name}`, { method: 'POST', headers, body: body(isPreview) });
        if (!answer.ok) stale(answer.status !== 422);
        else { const found = await answer.json(); if (open === name) draw(name, found, isPreview); }
      } catch { stale(true); }
    }
    isBusy = false;
    busy(false);
  }

  const body = preview => JSON.stringify({
    values: twin.values(), baseline: twin.pinned, language: twin.language(),
    view: { ...twin.view(), ...twin.moment(), narrow: isNarrow(), theme: document.documentElement.dataset.bsTheme, preview },
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

  function draw(name, found, isPreview) {
    twin.drawElements(at('view-body'), found);
    drawn = name;
    wasNarrow = isNarrow();
    at('view').classList.remove('is-stale');
    at('view').querySelectorAll('.view-busy, .view-failed').forEach(node => { node.hidden = true; });
    if (!isPreview) at('view-said').textContent = found.said;
    document.documentElement.dataset.views = Number(document.documentElement.dataset.views || 0) + 1;
  }

  document.addEventListener('input', event => { if (event.target.matches?.('.control .slider')) ask(true); });
  window.addEventListener('resize', () => { if (open === 'pathway' && drawn && isNarrow() !== wasNarrow) ask(false); });

  /* After an answer, another baseline, theme or language; a page in another language starts with the charts open. */
  function look() {
    requestAnimationFrame(() => {
      if (!at('view')) return;
      twin.paintMoment();
      if (at(`tab-${open}`).getAttribute('aria-selected') === 'true') ask(false);
      else { drawn = ''; show(open); }
    });
    return dash_clientside.no_update;
  }
  window.dash_clientside = Object.assign({}, window.dash_clientside, { views: { look } });
})();
