/* States that are no ordinary answer: a bar with what happened and buttons with what to do next. */
'use strict';
(() => {
  const at = id => document.getElementById(id);
  const say = (key, places = {}) =>
    Object.entries(places).reduce((words, [name, value]) => words.replaceAll(`{${name}}`, value), twin.words()[key] || '');
  twin.say = say;

  const actions = {
    again: () => twin.askAgain(),
    back: () => twin.step(-1),
    close: () => hide(),
    reload: () => {
      history.replaceState(null, '', twin.now() ? `#${twin.link(newest).split('#')[1]}` : location.pathname);
      location.reload();
    },
    use: () => { twin.want(pending); hide(); },
  };
  let pending = null, newest = null;

  function button(name, words) {
    const made = Object.assign(document.createElement('button'), { type: 'button', className: 'action', textContent: words });
    made.addEventListener('click', actions[name]);
    return made;
  }

  /* Text with buttons for these actions, in any bar. */
  twin.fill = (bar, text, names) => {
    const words = Object.assign(document.createElement('span'), { textContent: text });
    bar.replaceChildren(words, ...names.map(name => button(name, say(name === 'use' ? 'share.use' : `state.${name}`))));
  };

  twin.state = (key, places = {}, names = ['close'], wanted = null) => {
    pending = wanted;
    twin.fill(at('state'), say(key, places), names);
    at('state').hidden = false;
    at('state').dataset.key = key;
  };

  function hide() { at('state').hidden = true; }

  /* Valid, but nothing in the trials speaks for or against it. */
  function beyond(told) {
    at('domain').hidden = !told.length;
    at('domain-count').textContent = say('domain.some', { count: told.length });
    at('domain-list').replaceChildren(...told.map(words => Object.assign(document.createElement('li'), { textContent: words })));
  }

  /* A newer server answers the questions of an older page wrongly or not at all: only a new page helps. */
  twin.restarted = () => twin.state('state.restarted', {}, ['reload']);
  document.addEventListener('twin:settled', ({ detail: { answer } }) => {
    if (answer.beyond) beyond(answer.beyond);
    if (answer.stamp && answer.stamp !== at('share').dataset.stamp) { newest = answer.stamp; twin.restarted(); }
  });
})();
