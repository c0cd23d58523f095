extension HTMLRenderer {
  /// What a page does by itself: read-outs of charts by pointer and keyboard, tables that sort and
  /// filter, and the choice of light or dark. Without it everything is still there to be read.
  static let script = #"""
    (() => {
    const tip = document.getElementById('tip');
    let shown = null;
    const hide = () => { tip.hidden = true; if (shown) shown.classList.remove('on'); shown = null; };
    const show = (mark, x, y) => {
      if (shown && shown !== mark) shown.classList.remove('on');
      shown = mark; mark.classList.add('on');
      if (tip.textContent !== mark.dataset.t) tip.textContent = mark.dataset.t;
      tip.hidden = false;
      const page = document.documentElement, w = tip.offsetWidth, h = tip.offsetHeight;
      let left = x + 14; if (left + w > page.clientWidth - 4) left = Math.max(4, x - w - 14);
      let top = y - h - 10; if (top < 4) top = y + 16;
      tip.style.left = left + scrollX + 'px'; tip.style.top = top + scrollY + 'px';
    };
    for (const chart of document.querySelectorAll('.chart')) {
      chart.addEventListener('pointermove', e => {
        const mark = e.target.closest('[data-t]'); mark ? show(mark, e.clientX, e.clientY) : hide();
      });
      chart.addEventListener('pointerdown', e => {
        const mark = e.target.closest('[data-t]'); if (mark) show(mark, e.clientX, e.clientY);
      });
      chart.addEventListener('pointerleave', hide);
      chart.addEventListener('blur', hide);
      chart.addEventListener('keydown', e => {
        const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[e.key];
        if (e.key === 'Escape') return hide();
        if (!step) return;
        const marks = [...chart.querySelectorAll('[data-t]')].filter(m => m.getClientRects().length);
        if (!marks.length) return;
        e.preventDefault();
        const at = marks.indexOf(shown);
        const next = marks[at < 0 ? (step > 0 ? 0 : marks.length - 1)
          : Math.min(Math.max(at + step, 0), marks.length - 1)];
        const box = next.getBoundingClientRect();
        show(next, box.left + box.width / 2, Math.max(box.top, 60));
      });
    }
    const key = (row, i) => {
      const cell = row.cells[i], v = cell.dataset.v;
      return v === undefined ? cell.textContent : v === '' ? NaN : +v;
    };
    const compare = (a, b) => {
      const na = Number.isNaN(a), nb = Number.isNaN(b);
      if (na || nb) return na - nb;
      return typeof a === 'number' && typeof b === 'number' ? a - b
        : String(a).localeCompare(String(b), undefined, {numeric: true});
    };
    for (const head of document.querySelectorAll('thead')) {
      const body = head.parentElement.tBodies[0];
      head.addEventListener('click', e => {
        const button = e.target.closest('button'); if (!button) return;
        const th = button.parentElement, i = th.cellIndex;
        const down = th.getAttribute('aria-sort') === 'ascending';
        for (const other of th.parentElement.cells) other.removeAttribute('aria-sort');
        th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const rows = [...body.rows].map(row => [key(row, i), row]);
        rows.sort((a, b) => {
          const missing = Number.isNaN(a[0]) || Number.isNaN(b[0]);
          return compare(a[0], b[0]) * (down && !missing ? -1 : 1);
        });
        body.append(...rows.map(r => r[1]));
      });
    }
    for (const input of document.querySelectorAll('.filter input')) {
      const rows = input.closest('.filter').nextElementSibling.querySelector('tbody').rows;
      input.addEventListener('input', () => {
        const wanted = input.value.toLowerCase();
        for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
      });
    }
    const theme = document.getElementById('theme'), word = theme.querySelector('span');
    const themes = ['auto', 'light', 'dark'];
    theme.hidden = false;
    theme.addEventListener('click', () => {
      const next = themes[(themes.indexOf(word.textContent) + 1) % 3];
      word.textContent = next;
      if (next === 'auto') delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = next;
    });
    let closed = [];
    addEventListener('beforeprint', () => {
      closed = [...document.querySelectorAll('details:not([open])')];
      for (const d of closed) if (!d.querySelector('.filter')) d.open = true;
    });
    addEventListener('afterprint', () => { for (const d of closed) d.open = false; });
    })();
    """#
}
