/* The link of a scenario: what differs from the defaults, after the #, with the model's stamp and a checksum. */
'use strict';
(() => {
  const FORMAT = 1, OWN = new Set(['v', 'm', 'c', 'case', 'pinned', 'panels', 'day', 'span']), OF_BASELINE = 'b.';
  const at = id => document.getElementById(id);
  const stamp = () => at('share').dataset.stamp;

  /* FNV-1a, enough to see that a mail programme has cut a link. */
  function checksum(text) {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    return hash.toString(36);
  }

  const differing = (values, from) => Object.entries(values).filter(([key, value]) => key in from && String(value) !== String(from[key]));

  /* `as`: the stamp of a newer server that has answered already; its defaults are unknown here, so nothing is left out. */
  twin.link = as => {
    const { values, baseline, case: name } = twin.now(), view = twin.view();
    const parts = new URLSearchParams({ v: FORMAT, m: as || stamp(), case: name });
    for (const [key, value] of as ? Object.entries(values) : differing(values, twin.defaults())) parts.set(key, value);
    if (baseline) parts.set('pinned', 1);
    for (const [key, value] of differing(baseline || {}, values)) parts.set(OF_BASELINE + key, value);
    parts.set('panels', view.panels.join());
    parts.set('span', view.span);
    if (view.day !== null) parts.set('day', view.day);
    const told = parts.toString();
    return `${location.origin}${location.pathname}#${told}&c=${checksum(told)}`;
  };

  /* What a link holds, or the key of the words that refuse it. */
  function read(hash) {
    const cut = hash.lastIndexOf('&c='), told = hash.slice(0, cut), parts = new URLSearchParams(told);
    const format = Number(parts.get('v'));
    if (format > FORMAT) return { refused: 'newer' };
    if (cut < 0 || format !== FORMAT || checksum(told) !== hash.slice(cut + 3)) return { refused: 'garbled' };
    const defaults = twin.defaults(), isOld = parts.get('m') !== stamp();
    const of = prefix => [...parts].filter(([key]) => (prefix ? key.startsWith(prefix) : !OWN.has(key) && !key.startsWith(OF_BASELINE)))
      .map(([key, value]) => [key.slice(prefix.length), value]);
    if (!isOld && [...of(''), ...of(OF_BASELINE)].some(([key]) => !(key in defaults))) return { refused: 'garbled' };
    const known = pairs => Object.fromEntries(pairs.filter(([key]) => key in defaults));
    const values = { ...defaults, ...known(of('')) };
    const wanted = { values, baseline: parts.get('pinned') ? { ...values, ...known(of(OF_BASELINE)) } : null, case: parts.get('case') };
    wanted.view = look(parts);
    return { wanted, refused: isOld ? 'old' : null, model: parts.get('m').split('-')[0] };
  }

  /* Channels that this page has, the day and the span, as twin.want takes them. */
  function look(parts) {
    const named = (parts.get('panels') || '').split(',');
    const panels = [...document.querySelectorAll('[id^="panel-"]')].map((select, index) =>
      [...select.options].some(option => option.value && option.value === named[index]) ? named[index] : select.value);
    const day = parts.get('day');
    return [...panels, day === null ? null : Number(day), parts.get('span') === 'day' ? 'day' : 'run'];
  }

  /* The address is cleaned, so that what is changed from here on is not undone by a reload of an old link. */
  function open() {
    const hash = location.hash.slice(1);
    if (!/(^|&)v=/.test(hash)) return;
    history.replaceState(null, '', location.pathname + location.search);
    const found = read(hash);
    if (found.refused) {
      const places = { theirs: found.model || '', ours: stamp().split('-')[0] };
      twin.state(`share.${found.refused}`, places, found.wanted ? ['use', 'close'] : ['close'], found.wanted);
      return;
    }
    twin.want(found.wanted);
    twin.state('share.opened');
  }

  let isFirst = true;
  document.addEventListener('twin:settled', () => { if (isFirst) { isFirst = false; open(); } });
  addEventListener('hashchange', open);

  async function copy() {
    try {
      await navigator.clipboard.writeText(at('link').value);
      at('link-said').textContent = twin.say('share.copied');
    } catch {
      at('link').select();
      at('link-said').textContent = twin.say('share.select');
    }
  }

  document.addEventListener('click', event => {
    const id = event.target.closest?.('button')?.id;
    if (id === 'share' && twin.now()) {
      dash_clientside.set_props('link', { value: twin.link() });
      at('link-said').textContent = '';
      at('share-dialog').showModal();
      requestAnimationFrame(() => at('link-copy').focus());
    } else if (id === 'link-copy') copy();
    else if (id === 'link-close') at('share-dialog').close();
  });
})();
