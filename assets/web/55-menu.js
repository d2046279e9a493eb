/* The menu of how things are shown: units are asked of the server, the rest is the browser's. */
'use strict';
(() => {
  const YEAR_S = 31536000;
  const menu = () => document.querySelector('.menu');
  let back = null;

  function choose({ dataset: { quantity, other }, id }) {
    const others = new Set(twin.words().units);
    if (other === '1') others.add(quantity); else others.delete(quantity);
    const units = [...others].sort();
    back = id;
    document.cookie = `units=${units.join('.')};path=/;max-age=${YEAR_S};samesite=lax`;
    dash_clientside.set_props('units', { data: units });
  }

  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-quantity]');
    if (button) choose(button);
    if (menu()?.open && !event.target.closest?.('.menu')) menu().open = false;
  });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || !menu()?.open) return;
    menu().open = false;
    menu().firstElementChild.focus();
  });

  /* The page came anew in other units: the menu is where it was. */
  document.addEventListener('twin:arrived', () => {
    if (!back) return;
    menu().open = true;
    document.getElementById(back)?.focus();
    back = null;
  });
})();
