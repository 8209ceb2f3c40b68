// Before the first paint: a reader who chose a theme sees it at once, without a flash of the other.
{
  const chosen = (() => {
    try {
      return localStorage.getItem('wirebook-theme');
    } catch {
      return null; // Storage is refused for a page opened as a file in some browsers.
    }
  })();
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
}
