// Hides what the filter does not want. Without it everything is there.
const bar = document.querySelector('.filter');
const form = bar.querySelector('form');
const output = bar.querySelector('output');
const lines = [...document.querySelectorAll('.index [data-case]')];
const cases = [...document.querySelectorAll('article')];
const textOf = new Map(cases.map((item) => [item, item.textContent.toLowerCase()]));
const caseOf = new Map(
  lines.map((line) => [line, document.getElementById(line.dataset.case)?.closest('article')]),
);

const fits = (item, fields) =>
  ['standing', 'severity', 'template'].every(
    (name) => !fields.get(name) || item.dataset[name].split(' ').includes(fields.get(name)),
  );

const apply = () => {
  const fields = new FormData(form);
  const words = fields.get('q').toLowerCase().split(/\s+/);
  const has = (item) => words.every((word) => (textOf.get(item) ?? '').includes(word));
  for (const item of cases) item.hidden = !(fits(item, fields) && has(item));
  for (const line of lines) line.hidden = !(fits(line, fields) && has(caseOf.get(line)));
  for (const group of document.querySelectorAll('.index tbody'))
    group.hidden = !group.querySelector('[data-case]:not([hidden])');
  const shown = cases.filter(({ hidden }) => !hidden).length;
  const all = shown === cases.length;
  output.textContent = all ? `${cases.length} records` : `${shown} of ${cases.length} records shown`;
  bar.classList.toggle('active', !all);
};

// A link to a finding shows it even when the filter hides it.
const reveal = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.closest('[hidden]')) return;
  form.reset();
  apply();
  target.scrollIntoView();
};

if (cases.length > 0) {
  bar.hidden = false;
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  addEventListener('hashchange', reveal);
  apply();
}

// Tables scroll sideways where the page is narrow; the keyboard has to reach them there.
const narrow = matchMedia('(max-width: 46rem)');
const reach = () => {
  for (const region of document.querySelectorAll('.scroll'))
    if (narrow.matches) region.tabIndex = 0;
    else region.removeAttribute('tabindex');
};
narrow.addEventListener('change', reach);
reach();
