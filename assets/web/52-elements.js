/* Elements that come as [tag, attributes, children] become nodes, text as text only; what was unfolded or focused stays so. */
'use strict';
(() => {
  const CONFIG = { displayModeBar: false, showSendToCloud: false, plotlyServerURL: '', responsive: true, doubleClick: false };
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

  twin.drawElements = (place, { body, figures }) => {
    const opened = [...place.querySelectorAll('details[open]')].map(node => node.dataset.key);
    const focus = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const plots = Object.fromEntries([...place.querySelectorAll('[data-figure]')].map(node => [node.dataset.figure, node]));
    const fresh = document.createElement('div');
    fresh.append(...body.map(element => build(element)));
    for (const slot of fresh.querySelectorAll('[data-figure]')) {
      const kept = plots[slot.dataset.figure];
      if (!kept) continue;
      kept.setAttribute('aria-label', slot.getAttribute('aria-label'));
      slot.replaceWith(kept);
    }
    for (const node of fresh.querySelectorAll('details')) node.open = opened.includes(node.dataset.key);
    place.replaceChildren(...fresh.childNodes);
    if (focus) place.querySelector(`[data-key="${focus}"]`)?.focus();
    for (const slot of place.querySelectorAll('[data-figure]')) {
      const { data, layout } = figures[slot.dataset.figure];
      Plotly.react(slot, data, layout, { ...CONFIG, locale: twin.language() });
    }
  };

  /* A box of the map says its sentence below it, too. */
  function tell(event) {
    const said = event.target.closest?.('[data-said]')?.dataset.said, place = document.querySelector('.view-detail');
    if (said && place) place.textContent = said;
  }
  document.addEventListener('focusin', tell);
  document.addEventListener('pointerover', tell);
})();
