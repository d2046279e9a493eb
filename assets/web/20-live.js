/* The pump: while a slider moves, one request is on its way, the newest state wins, and only curves are redrawn. */
'use strict';
(() => {
  const DRAW_TIMEOUT_MS = 500;
  const STILL = { transition: { duration: 0 }, frame: { duration: 0, redraw: false }, mode: 'immediate' };
  const isLive = trace => String(trace.meta).startsWith('live');
  const pause = ms => new Promise(done => setTimeout(done, ms));
  let isBusy = false, isAsked = false, epoch = 0, shown = {};

  twin.frames = 0;
  twin.graphs = () => [...document.querySelectorAll('.card .js-plotly-plot')];
  twin.view = () => ({
    panels: [...document.querySelectorAll('[id^="panel-"]')].map(select => select.value),
    guideline: document.getElementById('guideline')?.value,

    units: twin.words().units,
    span: document.querySelector('#span input:checked')?.value,
    band: document.getElementById('band')?.value,
    day: document.getElementById('day')?.value === '' ? null : Number(document.getElementById('day')?.value),
  });

  twin.live = () => {
    isAsked = true;
    if (!isBusy) pump();
  };

  /* A committed answer is the authority: frames asked for before it are not drawn any more. */
  twin.settled = () => {
    epoch += 1;
    isAsked = false;
    shown = {};
    document.querySelectorAll('[data-live]').forEach(node => node.removeAttribute('data-live'));
  };

  /* While one frame is drawn the next is already on its way: the server and the browser work side by side. */
  async function pump() {
    isBusy = true;
    let drawing = Promise.resolve();
    while (isAsked) {
      isAsked = false;
      const asked = epoch, frame = await ask();
      await drawing;
      if (frame && asked === epoch) drawing = afterwards(() => draw(frame));
      if (!isAsked) await drawing;
    }
    isBusy = false;
  }

  function lose(why) {
    isAsked = false;
    twin.lost(why);
  }

  const afterwards = work => new Promise(done => setTimeout(() => work().then(done, done)));

  async function ask() {
    try {
      const answer = await fetch('api/v1/live', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: body() });
      if (answer.status === 422) twin.refuse(await answer.json());
      else if (answer.ok) return new Float32Array(await answer.arrayBuffer());
      else lose('busy');
    } catch { lose(); }
    return null;
  }

  const body = () => JSON.stringify({ values: twin.values(), baseline: twin.pinned, view: twin.view(), language: twin.language() });

  async function draw(frame) {
    const cards = [...document.querySelectorAll('.kpi')];
    const count = cards.reduce((sum, card) => sum + 2 * Number(card.dataset.count), 0);
    const charts = twin.graphs().map(graph => ({ graph, traces: live(graph) }));
    const points = charts.flatMap(chart => chart.traces).reduce((sum, trace) => sum + trace.length, count);
    if (points !== frame.length) return;
    cards.reduce((at, card) => show(card, frame, at), 0);
    let at = count;
    const drawing = [];
    for (const { graph, traces } of charts) {
      for (const trace of traces) { trace.y = frame.subarray(at, at + trace.length); at += trace.length; }
      if (isSeen(graph)) drawing.push(animate(graph, traces.filter(trace => isNew(graph, trace))));
    }
    twin.banded(charts.flatMap(({ traces }) => traces));
    await Promise.all(drawing);
    twin.frames += 1;
    twin.refuse({ faults: {}, notice: '' });
  }

  const live = graph => graph._fullData.map((trace, index) => ({ trace, index })).filter(({ trace }) => isLive(trace))
    .map(({ trace, index }) => ({ index, length: trace.y.length, isBand: trace.meta === 'live-band' }));

  function isNew(graph, { index, y }) {
    const name = `${graph.parentElement.id}/${index}`, before = shown[name];
    if (before && before.length === y.length && before.every((value, at) => Object.is(value, y[at]))) return false;
    shown[name] = y;
    return true;
  }

  function isSeen(graph) {
    const box = graph.getBoundingClientRect();
    return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  }

  function animate(graph, traces) {
    if (!traces.length) return null;
    twin.markBeyond(graph, traces.filter(trace => !trace.isBand));
    const drawn = Plotly.animate(graph, { data: traces.map(({ y }) => ({ y })), traces: traces.map(({ index }) => index) }, STILL);
    return Promise.race([drawn.catch(() => {}), pause(DRAW_TIMEOUT_MS)]);
  }

  function show(card, frame, at) {
    const { count, decimals, changeDecimals, percent } = card.dataset, n = Number(count);
    const written = (value, digits, signed) => {
      const isZero = Number(value.toFixed(digits)) === 0;
      const plain = Math.abs(value).toLocaleString(twin.language(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
      return (isZero ? '' : value < 0 ? '−' : signed ? '+' : '') + plain;
    };
    const values = [...frame.subarray(at, at + n)], changes = [...frame.subarray(at + n, at + 2 * n)];
    const digits = Number(changeDecimals), isSame = changes.every(value => Number(value.toFixed(digits)) === 0);
    const shift = isSame ? twin.words().same : `${changes[0] > 0 ? '▲' : '▼'} ${changes.map(value => written(value, digits, true)).join('/')}`;
    card.querySelector('.kpi-value').dataset.live = values.map(value => written(value, Number(decimals), false)).join('/');
    card.querySelector('.kpi-change').dataset.live = shift + (percent === 'true' && !isSame ? '\u202f%' : '');
    return at + 2 * n;
  }
})();
