/* The page around the charts: theme, language, baseline, notices. Called by Dash's clientside callbacks. */
'use strict';
(() => {
  const YEAR_S = 31536000, RETRY_MS = 5000;
  let retry = 0;
  const keep = dash => dash.no_update;
  const at = id => document.getElementById(id);
  /* What the other scripts listen for: twin:arrived (new words on the page), twin:settled (an answer is on screen). */
  const tell = (what, detail) => document.dispatchEvent(new CustomEvent(`twin:${what}`, { detail }));

  function notice(text, next) {
    const bar = at('notice');
    if (!bar || (!text && bar.hidden)) return;
    if (bar.dataset.said === text && !bar.hidden) return;
    bar.hidden = !text;
    bar.dataset.said = text;
    twin.fill(bar, text, text ? next : []);
    for (const place of ['charts', 'compare']) at(place).classList.toggle('is-stale', Boolean(text));
  }
  twin.refuse = ({ faults, notice: said }) => {
    twin.paintFaults(faults);
    notice(said, twin.now() ? ['back'] : []);
  };
  twin.lost = why => notice(twin.words()[why || 'offline'], ['again']);

  /* Dash says nothing on the page when the server cannot be reached; so this does. */
  const send = window.fetch;
  window.fetch = async (...call) => {
    const isUpdate = String(call[0]?.url ?? call[0]).includes('_dash-update-component');
    try {
      const answer = await send(...call);
      if (isUpdate && (answer.status >= 500 || answer.status === 429)) again('busy');
      else if (isUpdate && answer.status >= 400) twin.restarted();
      return answer;
    } catch (error) {
      if (isUpdate) again();
      throw error;
    }
  };

  /* The page asks once more by itself: a new screen is a new question to the server. */
  twin.askAgain = () => {
    const root = document.documentElement;
    const data = { theme: root.dataset.bsTheme, projector: root.hasAttribute('data-projector'), at: Date.now() };
    dash_clientside.set_props('screen', { data });
  };
  function again(why) {
    twin.lost(why);
    clearTimeout(retry);
    retry = setTimeout(twin.askAgain, RETRY_MS);
  }

  const stored = () => { try { return localStorage.getItem('theme'); } catch { return null; } };
  const store = theme => { try { localStorage.setItem('theme', theme); } catch { /* private mode: lasts for this visit */ } };
  const preferred = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');

  function screen(clicks, held) {
    let theme = held?.theme || stored() || preferred();
    if (clicks && dash_clientside.callback_context.triggered_id === 'theme') {
      theme = theme === 'dark' ? 'light' : 'dark';
      store(theme);
    }
    document.documentElement.dataset.bsTheme = theme;
    at('theme')?.setAttribute('aria-pressed', String(theme === 'dark'));
    return { theme, projector: document.documentElement.hasAttribute('data-projector') };
  }

  function language(clicks, held) {
    const { triggered, triggered_id: button } = dash_clientside.callback_context;
    if (!triggered?.[0]?.value || !button || button.to === held) return keep(dash_clientside);
    document.documentElement.lang = button.to;
    document.cookie = `language=${button.to};path=/;max-age=${YEAR_S};samesite=lax`;
    return button.to;
  }

  function pin(pinned, unpinned, good, held) {
    const { triggered, triggered_id: button } = dash_clientside.callback_context;
    if (!triggered?.[0]?.value) return keep(dash_clientside);
    return button === 'pin' ? good : null;
  }

  function reset(clicks) {
    return clicks ? twin.restore() : keep(dash_clientside);
  }

  function choose(click) {
    const point = click?.points?.[0];
    return point ? Math.min(Math.floor(point.x), twin.days - 1) : keep(dash_clientside);
  }

  /* New words are on the page: everything drawn by hand is drawn again. */
  function arrive() {
    requestAnimationFrame(() => {
      document.title = twin.words().title || document.title;
      const theme = document.documentElement.dataset.bsTheme;
      at('theme')?.setAttribute('aria-pressed', String(theme === 'dark'));
      refer();
      tell('arrived');
    });
    return keep(dash_clientside);
  }

  document.addEventListener('click', event => {
    const button = event.target.closest?.('#sheet');
    if (!button) return;
    const isOpen = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!isOpen));
    at('controls').hidden = isOpen;
  });

  function refer() {
    twin.refer(twin.pinned);
    at('unpin').hidden = !twin.pinned;
    at('baseline-name').textContent = twin.words()[twin.pinned ? 'pinned' : 'untreated'];
  }

  function settle(answer, baseline) {
    twin.pinned = baseline || null;
    twin.days = answer?.days ?? twin.days;
    if (!answer || !at('words')) return keep(dash_clientside);
    clearTimeout(retry);
    refer();
    twin.settled();
    twin.refuse(answer);
    requestAnimationFrame(() => { twin.clearBeyond(); twin.fillTables(); });
    document.documentElement.dataset.answers = Number(document.documentElement.dataset.answers || 0) + 1;
    tell('settled', { answer, baseline: twin.pinned });
    return keep(dash_clientside);
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { twin: { ...window.dash_clientside?.twin, screen, language, pin, reset, settle, arrive, choose } });
})();
