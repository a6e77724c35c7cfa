import { effect, signal } from '@preact/signals';

/** How the page looks: as the system says, or as somebody chose. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'qforge-theme';
const themes: readonly Theme[] = ['system', 'light', 'dark'];

/** The theme in use. */
export const theme = signal<Theme>(storedTheme());
/** Counts up whenever colours have changed, for what draws with them. */
export const colourChange = signal(0);

effect(() => {
  const chosen = theme.value;
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // A browser that keeps nothing asks the system each time.
  }
  colourChange.value = colourChange.peek() + 1;
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => (colourChange.value += 1));

/** The next theme in turn. */
export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system';
}

function storedTheme(): Theme {
  try {
    return themes.find((name) => name === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    return 'system';
  }
}
