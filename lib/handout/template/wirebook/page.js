// Comforts that the page can do without: a switch between light and dark, copy buttons, folded
// answers that open for the printer, and a mark on the section being read.
{
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const toggle = document.getElementById('theme-switch');
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const name = () => {
    toggle.textContent = isDark() ? 'Light' : 'Dark';
    toggle.setAttribute('aria-label', `Switch to ${isDark() ? 'light' : 'dark'} colours`);
  };
  toggle.hidden = false;
  toggle.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem('wirebook-theme', root.dataset.theme);
    } catch {
      // Storage is refused; the choice then lasts for this visit only.
    }
    name();
  });
  system.addEventListener('change', name);
  name();

  for (const code of document.querySelectorAll('.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(code.querySelector('pre').textContent.trimEnd());
      button.textContent = 'Copied';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 1500);
    });
    code.append(button);
  }

  let folded = [];
  addEventListener('beforeprint', () => {
    folded = [...document.querySelectorAll('details:not([open])')];
    for (const details of folded) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });

  const links = new Map(
    [...document.querySelectorAll('.contents a')].map((link) => [
      decodeURIComponent(link.hash.slice(1)),
      link,
    ]),
  );
  const headings = [...links.keys()].map((id) => document.getElementById(id));
  const mark = () => {
    const current = headings.findLast((heading) => heading.getBoundingClientRect().top < 120);
    for (const link of links.values()) link.removeAttribute('aria-current');
    if (current) links.get(current.id).setAttribute('aria-current', 'location');
  };
  addEventListener('scroll', mark, { passive: true });
  mark();
}
