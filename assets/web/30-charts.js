/* Charts: a mark where a curve leaves the axis, and the numbers of every chart as a table. */
'use strict';
(() => {
  const caption = (graph, part) => graph.closest('.card').querySelector(part);
  const written = (value, digits) =>
    Number(value).toLocaleString(twin.language(), { minimumFractionDigits: digits, maximumFractionDigits: digits });

  twin.markBeyond = (graph, traces) => {
    const [low, high] = graph._fullLayout.yaxis.range;
    if (!traces.length) return;
    const values = traces.flatMap(({ y }) => [Math.min(...y), Math.max(...y)]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const mark = most > high ? `▲ ${written(most, 0)}` : least < low ? `▼ ${written(least, 0)}` : '';
    const place = caption(graph, '.beyond');
    place.textContent = mark;
    place.title = mark ? twin.words().beyond.replace('{value}', mark) : '';
  };
  twin.clearBeyond = () => document.querySelectorAll('.beyond').forEach(node => { node.textContent = ''; });

  function moment(x, kind) {
    const { day, clock } = twin.words(), hour = Math.round((x % 1) * 24);
    if (kind === 'clock') return `${Math.round(x)}:00`;
    return kind === 'day' ? `${day} ${Math.floor(x)}` : `${day} ${Math.floor(x + 1e-6)}, ${hour % 24}:00`;
  }

  function cell(kind, text, scope) {
    const node = document.createElement(kind);
    node.textContent = text;
    if (scope) node.scope = scope;
    return node;
  }

  const title = (place, unit) => place.querySelector('select')?.selectedOptions[0].text || `${place.firstElementChild.firstChild.textContent}, ${unit}`;

  function table(graph) {
    const { x: kind, decimals, unit } = graph._fullLayout.meta;
    const traces = graph._fullData.filter(trace => String(trace.meta).startsWith('live')).filter(trace => Array.from(trace.y).some(Number.isFinite));
    const node = document.createElement('table'), head = node.createTHead().insertRow(), body = node.createTBody();
    node.createCaption().textContent = title(caption(graph, '.title'), unit);
    head.append(cell('th', twin.words().time, 'col'), ...traces.map(trace => cell('th', trace.name, 'col')));
    Array.from(traces[0].x).forEach((x, at) => {
      const row = body.insertRow();
      row.append(cell('th', moment(x, kind), 'row'), ...traces.map(trace => cell('td', written(trace.y[at], decimals))));
    });
    return node;
  }

  const isOpen = button => button.getAttribute('aria-expanded') === 'true';
  function fill(button) {
    const card = button.closest('.card'), view = card.querySelector('.table-view');
    const graph = card.querySelector('.js-plotly-plot');
    card.classList.toggle('is-table', isOpen(button));
    view.hidden = !isOpen(button);
    view.replaceChildren(...(isOpen(button) && graph?._fullLayout?.meta ? [table(graph)] : []));
    if (!isOpen(button) && graph) Plotly.Plots.resize(graph);
  }
  twin.fillTables = () => document.querySelectorAll('.as-table').forEach(button => isOpen(button) && fill(button));

  document.addEventListener('click', event => {
    const button = event.target.closest?.('.as-table');
    if (!button) return;
    button.setAttribute('aria-expanded', String(!isOpen(button)));
    fill(button);
  });
})();
