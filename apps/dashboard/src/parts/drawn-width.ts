import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const [LEAST, USUAL_MOST] = [220, 760];

/** The width of a place in pixels, within bounds, and again whenever it changes: pictures with text are drawn to size, not scaled. */
export function useDrawnWidth(most: number = USUAL_MOST): {
  readonly place: RefObject<HTMLDivElement | null>;
  readonly width: number;
} {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(most);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const measure = (): void => setWidth(Math.min(most, Math.max(LEAST, element.clientWidth)));
    const resize = new ResizeObserver(measure);
    resize.observe(element);
    measure();
    return () => resize.disconnect();
  }, [most]);
  return { place, width };
}
