/* The chooser of cases: whose scenario is loaded, and where its controls go back to. */
'use strict';
(() => {
  const at = id => document.getElementById(id);
  const carried = () => JSON.parse(at('cases').textContent);
  twin.defaults = () => carried().defaults;
  twin.ofCase = name => {
    const { defaults, cases } = carried(), found = cases[name];
    return found && { values: { ...defaults, ...found.values }, untreated: { ...defaults, ...found.untreated }, about: found.about };
  };

  /* Whose person is on screen: where the controls go back to. False where that is nothing new. */
  function become(name) {
    const found = name !== twin.case && twin.ofCase(name);
    if (!found) return false;
    twin.case = name;
    for (const row of twin.rows()) row.dataset.start = twin.shown(row, found.untreated[row.dataset.key]);
    at('case-about').textContent = found.about;
    at('hint').hidden = true;
    return found;
  }

  /* Name the case without loading it. */
  twin.choose = name => { if (become(name)) dash_clientside.set_props('case', { value: name }); };

  function chosen(name) {
    const found = become(name);
    return found ? { values: found.values, baseline: null, at: Date.now() } : dash_clientside.no_update;
  }

  document.addEventListener('twin:arrived', () => { twin.case ??= at('case').value; });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { twin: { ...window.dash_clientside?.twin, chosen } });
})();
