/* Pages without Dash: light or dark as chosen before, else as the system is. Idle on the page of the twin. */
'use strict';
(() => {
  const root = document.documentElement;
  if (root.dataset.page !== 'standalone') return;
  const stored = () => { try { return localStorage.getItem('theme'); } catch { return null; } };
  const store = theme => { try { localStorage.setItem('theme', theme); } catch { /* private mode: lasts for this visit */ } };
  root.dataset.bsTheme = stored() || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

  let shown = '';
  addEventListener('beforeprint', () => { shown = root.dataset.bsTheme; root.dataset.bsTheme = 'light'; });
  addEventListener('afterprint', () => { root.dataset.bsTheme = shown; });

  document.addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme');
    const tell = () => button.setAttribute('aria-pressed', String(root.dataset.bsTheme === 'dark'));
    button.addEventListener('click', () => {
      root.dataset.bsTheme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
      store(root.dataset.bsTheme);
      tell();
    });
    tell();
  });
})();
