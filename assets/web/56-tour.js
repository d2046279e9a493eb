/* The guided tour, led by arrow keys; presenter notes and projector mode, each a switch of the View menu. */
'use strict';
(() => {
  const FAR_PX = 16;
  const at = id => document.getElementById(id);
  const root = document.documentElement;
  let now = -1;

  const steps = () => JSON.parse(at('tour-steps')?.textContent || '[]');
  const isOn = () => now >= 0;

  function go(to) {
    const all = steps();
    if (to < 0 || to >= all.length) return;
    const isNew = to !== now;
    now = to;
    show(all[to], all.length);
    if (isNew && all[to].case) load(all[to].case);
    at('tour-title').focus();
  }

  /* A step's case is loaded as it is kept, whatever was changed before; undo brings that back. */
  function load(name) {
    const { values } = twin.ofCase(name);
    if (JSON.stringify(twin.now()?.values) !== JSON.stringify(values)) twin.want({ values, baseline: null, case: name });
  }

  function show({ title, words, notes, points_at: target }, count) {
    at('tour').hidden = false;
    at('tour-count').textContent = twin.say('tour.step', { at: now + 1, count });
    at('tour-title').textContent = title;
    at('tour-words').textContent = words;
    at('tour-notes').textContent = notes;
    at('tour-back').disabled = now === 0;
    at('tour-next').disabled = now === count - 1;
    point(document.querySelector(target));
  }

  function point(node) {
    document.querySelectorAll('.is-pointed').forEach(old => old.classList.remove('is-pointed'));
    if (!node) return;
    node.classList.add('is-pointed');
    node.scrollIntoView({ block: 'nearest' });
    const box = node.getBoundingClientRect(), card = at('tour');
    const isLow = box.top + box.height / 2 > innerHeight / 2, isRight = box.left + box.width / 2 > innerWidth / 2;
    card.style.inset = `${isLow ? `${4.5 * FAR_PX}px` : 'auto'} ${isRight ? 'auto' : `${FAR_PX}px`} ${isLow ? 'auto' : `${FAR_PX}px`} ${isRight ? `${FAR_PX}px` : 'auto'}`;
  }

  function end() {
    now = -1;
    at('tour').hidden = true;
    point(null);
    document.querySelector('.menu summary').focus();
  }

  function flip(name) {
    root.toggleAttribute(`data-${name}`);
    paint();
    if (name === 'projector') twin.graphs().forEach(graph => Plotly.Plots.resize(graph));
  }
  function paint() {
    for (const name of ['projector', 'notes']) at(`view-${name}`)?.setAttribute('aria-pressed', String(root.hasAttribute(`data-${name}`)));
  }

  const does = {
    'tour-start': () => { document.querySelector('.menu').open = false; go(0); },
    'tour-next': () => go(now + 1),
    'tour-back': () => go(now - 1),
    'tour-end': end,
    'view-projector': () => { flip('projector'); twin.askAgain(); },
    'view-notes': () => flip('notes'),
  };
  document.addEventListener('click', event => { does[event.target.closest?.('button')?.id]?.(); });

  /* Arrows belong to a slider, a text, a choice and a list that has the focus. */
  const isTaken = node => Boolean(node.closest?.('input, select, textarea, dialog, .table-view'));
  document.addEventListener('keydown', event => {
    if (!isOn() || event.defaultPrevented || isTaken(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') end();
    else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      event.preventDefault();
      go(now + (event.key === 'ArrowRight' ? 1 : -1));
    }
  });

  /* In another language or unit the same step is told again. */
  document.addEventListener('twin:arrived', () => { paint(); if (isOn()) show(steps()[now], steps().length); });
})();
