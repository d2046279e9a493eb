/* Paper is light and has its own width: charts are drawn for it before printing and for the screen again after. */
'use strict';
(() => {
  const SIZES = { pressure: [690, 224], profile: [330, 224], other: [330, 150] };
  const graphs = () => [...document.querySelectorAll('.card .js-plotly-plot')];
  const root = document.documentElement;
  let screen = null;

  const size = graph => SIZES[Object.keys(SIZES).find(name => graph.closest(`.card-${name}`))] || SIZES.other;

  /* The colours of a theme by their names, from the rule that sets them. */
  function palette(theme) {
    const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]);
    const { style } = rules.find(rule => rule.selectorText?.includes(`data-bs-theme="${theme}"`) && rule.style.getPropertyValue('--page'));
    return Object.fromEntries([...style].filter(name => name.startsWith('--')).map(name => [name, style.getPropertyValue(name).trim()]));
  }

  function recoloured(part, swap) {
    if (typeof part === 'string') return swap[part] ?? part;
    if (Array.isArray(part)) return part.map(one => recoloured(one, swap));
    if (part?.constructor !== Object) return part;
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, recoloured(value, swap)]));
  }

  addEventListener('beforeprint', () => {
    const theme = root.dataset.bsTheme, now = palette(theme), light = palette('light');
    const swap = Object.fromEntries(Object.entries(now).map(([name, colour]) => [colour, light[name]]));
    screen = { theme, figures: graphs().map(graph => ({ graph, data: graph.data, layout: graph.layout })) };
    root.dataset.bsTheme = 'light';
    for (const { graph, data, layout } of screen.figures) {
      const [width, height] = size(graph);
      graph.closest('.canvas').style.height = `${height}px`;
      Plotly.react(graph, recoloured(data, swap), { ...recoloured(layout, swap), width, height, autosize: false });
    }
  });

  addEventListener('afterprint', () => {
    if (!screen) return;
    root.dataset.bsTheme = screen.theme;
    for (const { graph, data, layout } of screen.figures) {
      graph.closest('.canvas').style.height = '';
      Plotly.react(graph, data, layout).then(() => Plotly.Plots.resize(graph));
    }
    screen = null;
  });
})();
