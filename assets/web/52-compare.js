/* Named scenarios of this tab (session storage), and the question the comparison asks while its panel is open. */
'use strict';
(() => {
  const KEY = 'scenarios', SLOTS = ['0', '1', '2', '3'];
  const at = id => document.getElementById(id);
  const say = (key, places = {}) =>
    Object.entries(places).reduce((words, [name, value]) => words.replace(`{${name}}`, value), twin.words()[`compare.${key}`]);
  const letter = slot => 'ABCD'[slot];
  const tell = text => { at('compare-said').textContent = text; };

  let isOpen = false, deleted = null, saved = read();
  function read() {
    try {
      const found = JSON.parse(sessionStorage.getItem(KEY) || '[]');
      const isOne = one => SLOTS.includes(one?.slot) && typeof one.name === 'string' && one.values && typeof one.values === 'object';
      return Array.isArray(found) ? found.filter(isOne).slice(0, SLOTS.length) : [];
    } catch { return []; }
  }
  function write() {
    try { sessionStorage.setItem(KEY, JSON.stringify(saved)); } catch { /* storage refused: lasts until the page goes */ }
    show();
    ask();
  }

  function ask() {
    const now = twin.now();
    if (!isOpen || !now) return;
    const scenarios = saved.map(({ slot, values }) => ({ slot, values })), theme = document.documentElement.dataset.bsTheme;
    const data = { values: now.values, baseline: now.baseline, scenarios, view: twin.view(), language: twin.language(), theme };
    dash_clientside.set_props('comparing', { data: { ...data, channel: at('compare-channel').value } });
  }

  function open(wanted) {
    isOpen = wanted;
    at('compare').hidden = !isOpen;
    at('results').classList.toggle('is-comparing', isOpen);
    at('compare-open').setAttribute('aria-expanded', String(isOpen));
    if (isOpen) { show(); ask(); } else {
      twin.graphs().forEach(graph => Plotly.Plots.resize(graph));
    }
  }

  function make(kind, look, words, more = {}) {
    const node = Object.assign(document.createElement(kind), { className: look, textContent: words });
    for (const [name, value] of Object.entries(more)) node.setAttribute(name, value);
    return node;
  }

  function row({ slot, name }) {
    const item = make('li', 'scenario', '', { 'data-slot': slot });
    const box = make('input', 'box form-control', '', { type: 'text', maxlength: 40, 'aria-label': say('rename', { name: letter(slot) }) });
    box.value = name;
    box.addEventListener('change', () => {
      saved.find(one => one.slot === slot).name = box.value.trim() || say('unnamed', { letter: letter(slot) });
      write();
    });
    const button = (key, sign) => {
      const made = make('button', 'action is-icon', sign, { type: 'button', 'aria-label': say(key, { name }), title: say(key, { name }) });
      made.dataset.does = key;
      return made;
    };
    item.append(make('i', `key key-${slot}`, ''), make('b', '', letter(slot)), box, button('load', '↥'), button('delete', '×'));
    return item;
  }

  function show() {
    if (!at('scenarios')) return;
    at('scenarios').replaceChildren(...saved.map(row));
    if (!saved.length) at('scenarios').append(make('li', 'nothing', say('nothing')));
    at('scenario-save').disabled = saved.length === SLOTS.length;
    at('scenario-restore').hidden = !deleted || saved.length === SLOTS.length;
    name();
  }

  /* The names belong into the heads of the table, which comes without them. */
  function name() {
    for (const place of document.querySelectorAll('.scenario-name')) {
      place.textContent = saved.find(one => one.slot === place.dataset.slot)?.name || '';
    }
  }
  const heads = new MutationObserver(name);

  function save() {
    const slot = SLOTS.find(free => !saved.some(one => one.slot === free)), now = twin.now();
    if (!slot || !now) return tell(say('full'));
    const given = at('scenario-name').value.trim() || say('unnamed', { letter: letter(slot) });
    saved = [...saved, { slot, name: given, values: now.values, case: now.case }].sort((one, other) => one.slot - other.slot);
    write();
    dash_clientside.set_props('scenario-name', { value: '' });
    at('scenario-name').value = '';
    return tell(say('saved', { name: given }));
  }

  function act(button) {
    const slot = button.closest('.scenario').dataset.slot, one = saved.find(found => found.slot === slot);
    if (button.dataset.does === 'load') return twin.want({ values: one.values, case: one.case });
    deleted = one;
    saved = saved.filter(other => other !== one);
    write();
    at('scenario-restore').focus();
    return tell(say('deleted', { name: one.name }));
  }

  function restore() {
    const slot = SLOTS.find(free => !saved.some(one => one.slot === free));
    saved = [...saved, { ...deleted, slot }].sort((one, other) => one.slot - other.slot);
    tell(say('saved', { name: deleted.name }));
    deleted = null;
    write();
    at('scenario-name').focus();
  }

  document.addEventListener('click', event => {
    const button = event.target.closest?.('button');
    if (!button) return;
    if (button.id === 'compare-open') open(!isOpen);
    else if (button.id === 'compare-close') { open(false); at('compare-open').focus(); }
    else if (button.id === 'scenario-save') save();
    else if (button.id === 'scenario-restore') restore();
    else if (button.dataset.does) act(button);
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target.id === 'scenario-name') save();
    if (event.key === 'Escape' && isOpen && event.target.closest?.('#compare')) { open(false); at('compare-open').focus(); }
  });
  document.addEventListener('change', event => { if (event.target.id === 'compare-channel') ask(); });
  document.addEventListener('twin:settled', ask);
  document.addEventListener('twin:arrived', () => {
    heads.disconnect();
    heads.observe(at('compare-table'), { childList: true });
    open(isOpen);
  });
})();
