/* The time cursor: an hour of the day that is shown, the last day where none was chosen; it stands on the charts, too. */
'use strict';
(() => {
  const HOURS = 24, NOON = 12;
  const at = id => document.getElementById(id);
  let day = null, hour = NOON;

  const lastDay = () => (twin.days || 1) - 1, shownDay = () => Math.min(day ?? lastDay(), lastDay());
  const now = () => HOURS * shownDay() + hour;
  twin.moment = () => ({ day: shownDay(), hour });

  twin.paintMoment = () => {
    const slider = at('moment'), last = HOURS * (lastDay() + 1) - 1;
    if (!slider) return;
    slider.max = last;
    slider.value = now();
    const said = slider.closest('.moment').dataset.when.replace('{day}', shownDay()).replace('{clock}', `${hour}:00`);
    slider.setAttribute('aria-valuetext', said);
    slider.parentElement.style.setProperty('--filled', now() / Math.max(1, last));
    at('moment-said').textContent = said;
    drawLines();
  };

  /* On the charts that have its time on their axis. */
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

  document.addEventListener('input', event => {
    if (event.target.id !== 'moment') return;
    day = Math.floor(event.target.value / HOURS);
    hour = event.target.value % HOURS;
    twin.paintMoment();
    twin.look(true);
  });

  /* Another day is another question to the server; the charts move with it. */
  document.addEventListener('change', event => {
    if (event.target.id !== 'moment') return;
    const box = at('day').value, chosen = box === '' ? null : Number(box);
    if (shownDay() !== (chosen ?? lastDay())) dash_clientside.set_props('day', { value: shownDay() });
    else { day = chosen; twin.look(false); }
  });

  /* A day was chosen on a chart, in its box or by the time cursor. */
  function follow(chosen) {
    day = typeof chosen === 'number' ? chosen : null;
    twin.paintMoment();
    return dash_clientside.no_update;
  }
  window.dash_clientside = Object.assign({}, window.dash_clientside, { moment: { follow } });
})();
