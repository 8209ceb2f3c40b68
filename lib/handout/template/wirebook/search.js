// The search of the index page: as one types, the sections that match, best first.
{
  const data = document.getElementById('search-index').textContent;
  const index = MiniSearch.loadJSON(data, {
    fields: ['heading', 'text'],
    storeFields: ['href', 'page', 'heading'],
  });
  const input = document.getElementById('search');
  const list = document.getElementById('search-results');
  const count = document.getElementById('search-count');

  const show = () => {
    const query = input.value.trim();
    const found = query
      ? index.search(query, { prefix: true, fuzzy: 0.15, boost: { heading: 3 } })
      : [];
    const items = found.slice(0, 12).map(({ href, page, heading }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = href;
      link.textContent = heading === page ? page : `${page}: ${heading}`;
      item.append(link);
      return item;
    });
    list.replaceChildren(...items);
    if (!query) count.textContent = '';
    else if (found.length === 0) count.textContent = 'Nothing found';
    else count.textContent = found.length === 1 ? '1 section' : `${found.length} sections`;
  };

  input.closest('form').hidden = false;
  input.value = new URLSearchParams(location.search).get('q') ?? '';
  input.addEventListener('input', show);
  input.closest('form').addEventListener('submit', (event) => event.preventDefault());
  show();
}
