// The script of every page of the site: theme, menu and search. It is one file without imports, so that pages work as files.

(() => {
  type Entry = readonly [page: string, anchor: string, title: string, heading: string, text: string];

  const MAX_RESULTS = 12;
  const THEME_KEY = 'qforge-theme';
  const root = document.documentElement;
  const dataRoot = root.dataset['root'] ?? '';

  /** Pages that are opened as files may have no storage. */
  const remembered = (): string | null => {
    try {
      return localStorage.getItem(THEME_KEY);
    } catch {
      return null;
    }
  };
  const remember = (theme: string): void => {
    try {
      localStorage.setItem(THEME_KEY, theme);
    } catch {
      // The choice lasts for this page.
    }
  };
  const before = remembered();
  if (before !== null) root.dataset['theme'] = before;

  document.addEventListener('DOMContentLoaded', () => {
    const element = (id: string): HTMLElement => document.querySelector(`#${id}`) as HTMLElement;
    const [menu, theme, results] = [element('menu'), element('theme'), element('results')];
    const search = element('search') as HTMLInputElement;

    theme.addEventListener('click', () => {
      const isDark =
        root.dataset['theme'] === undefined
          ? matchMedia('(prefers-color-scheme: dark)').matches
          : root.dataset['theme'] === 'dark';
      root.dataset['theme'] = isDark ? 'light' : 'dark';
      remember(root.dataset['theme']);
    });

    menu.addEventListener('click', () => {
      const isOpen = document.body.classList.toggle('menu-open');
      menu.setAttribute('aria-expanded', String(isOpen));
    });
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'center' });

    let entries: readonly Entry[] | undefined;
    const load = (): void => {
      if (document.querySelector('script[data-search]') !== null) return;
      const script = document.createElement('script');
      script.dataset['search'] = '';
      script.src = `${dataRoot}search-index.js`;
      script.addEventListener('load', () => {
        entries = (globalThis as unknown as { searchEntries: readonly Entry[] }).searchEntries;
        show();
      });
      document.head.append(script);
    };

    const score = ([page, , title, heading, text]: Entry, words: readonly string[]): number => {
      const [inTitle, inHeading, inText] = [title.toLowerCase(), heading.toLowerCase(), text.toLowerCase()];
      let sum = 0;
      for (const word of words) {
        const part =
          (inHeading === word ? 20 : 0) +
          (inHeading.includes(word) ? 8 : 0) +
          (inTitle.includes(word) ? 3 : 0) +
          (inText.includes(word) ? 1 : 0);
        if (part === 0) return 0;
        sum += part;
      }
      // Names of the API have many neighbours of nearly the same name: texts come first.
      return page.startsWith('api/') ? sum : sum + 4;
    };

    const excerpt = (text: string, word: string): string => {
      const about = Math.max(0, text.toLowerCase().indexOf(word) - 40);
      const at = about === 0 ? 0 : text.indexOf(' ', about) + 1;
      return `${at > 0 ? '… ' : ''}${text.slice(at, at + 120)}`;
    };

    const show = (): void => {
      const words = search.value.toLowerCase().split(/\s+/u).filter(Boolean);
      results.replaceChildren();
      results.hidden = words.length === 0 || entries === undefined;
      if (words.length === 0 || entries === undefined) return;
      const found = entries
        .map((entry) => ({ entry, rank: score(entry, words) }))
        .filter(({ rank }) => rank > 0)
        .toSorted((a, b) => b.rank - a.rank)
        .slice(0, MAX_RESULTS);
      for (const { entry } of found) results.append(resultItem(entry, words[0] ?? ''));
      if (found.length === 0) {
        const item = document.createElement('li');
        item.textContent = 'Nothing found.';
        results.append(item);
      }
    };

    const resultItem = ([page, anchor, title, heading, text]: Entry, word: string): HTMLLIElement => {
      const [item, link, name, words] = [
        document.createElement('li'),
        document.createElement('a'),
        document.createElement('b'),
        document.createElement('span'),
      ];
      link.href = `${dataRoot}${page}#${anchor}`;
      link.addEventListener('click', () => (results.hidden = true));
      name.textContent = heading === title || heading === '' ? title : `${heading} · ${title}`;
      words.textContent = excerpt(text, word);
      link.append(name, words);
      item.append(link);
      return item;
    };

    search.addEventListener('focus', load);
    search.addEventListener('input', show);
    document.addEventListener('keydown', (event) => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key === '/' && !isTyping) {
        event.preventDefault();
        search.focus();
      } else if (event.key === 'Escape') {
        results.hidden = true;
        search.blur();
      } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const links = [...results.querySelectorAll('a')];
        if (results.hidden || links.length === 0) return;
        event.preventDefault();
        const at = links.indexOf(document.activeElement as HTMLAnchorElement);
        const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
        (links[Math.max(0, Math.min(links.length - 1, next))] as HTMLAnchorElement).focus();
      } else if (event.key === 'Enter' && event.target === search) {
        results.querySelector('a')?.click();
      }
    });
    document.addEventListener('click', (event) => {
      if (!(event.target as HTMLElement).closest('.search')) results.hidden = true;
    });
  });
})();
