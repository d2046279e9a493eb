/* The band while a control moves: whose curve is shown, in words. A committed answer writes its own note. */
'use strict';
(() => {
  twin.banded = traces => {
    const bands = traces.filter(({ isBand }) => isBand), note = document.getElementById('band-note');
    if (!bands.length || !note) return;
    const isInside = bands.some(({ y }) => y.some(Number.isFinite));
    const isOff = document.getElementById('band')?.value === '0';
    note.dataset.live = isInside || isOff ? twin.words().banded : twin.words().outside;
  };
})();
