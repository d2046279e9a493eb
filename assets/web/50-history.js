/* Where the visit has been: every settled scenario with its baseline and case, to go back and forth. */
'use strict';
(() => {
  const MOST = 100;
  const states = [];
  let at = -1, isAstray = false;

  /* Ask for a whole scenario at once: {values, baseline, case, view: [each panel, day, span]}. What is left out stays. */
  twin.want = wanted => {
    if (wanted.case) twin.choose(wanted.case);
    dash_clientside.set_props('wanted', { data: { ...wanted, at: Date.now() } });
  };

  function put(wanted) {
    const keep = dash_clientside.no_update, { outputs_list: [, , ...view] } = dash_clientside.callback_context;
    const looked = wanted?.view || view.map(() => keep);
    if (!wanted) return [keep, keep, ...looked];
    return [twin.place(wanted.values), 'baseline' in wanted ? wanted.baseline : keep, ...looked];
  }

  /* The last valid scenario of the visit: what is shared, saved and gone back to. */
  twin.now = () => states[at];

  function remember(state) {
    if (JSON.stringify(state) === JSON.stringify(states[at])) return;
    states.splice(at + 1, states.length, state);
    if (states.length > MOST) states.shift();
    at = states.length - 1;
  }

  document.addEventListener('twin:settled', ({ detail: { answer, baseline } }) => {
    isAstray = !answer.values;
    if (!isAstray) remember({ values: answer.values, baseline, case: twin.case });
    paint();
  });
  document.addEventListener('twin:arrived', paint);

  const can = step => (step < 0 ? isAstray || at > 0 : at < states.length - 1);
  function paint() {
    for (const button of document.querySelectorAll('[data-step]')) button.disabled = !can(Number(button.dataset.step));
  }

  /* From values that are refused, back is to the last that were not. */
  twin.step = step => {
    if (!can(step)) return;
    if (!(step < 0 && isAstray)) at += step;
    isAstray = false;
    twin.want(states[at]);
    paint();
  };

  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-step]');
    if (button) twin.step(Number(button.dataset.step));
  });

  /* In a text that is not committed yet, Ctrl+Z belongs to the text. */
  let typing = null;
  document.addEventListener('input', event => { if (event.target.type === 'text') typing = event.target; });
  document.addEventListener('change', () => { typing = null; });
  document.addEventListener('focusout', () => { typing = null; });
  document.addEventListener('keydown', event => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z' || typing) return;
    event.preventDefault();
    twin.step(event.shiftKey ? 1 : -1);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { twin: { ...window.dash_clientside?.twin, put } });
})();
