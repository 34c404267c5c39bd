import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { blur_pixels } from '../../files/blur';

/** What a picture looks like while it is on its way. */
export function Blur({ blur }: { blur: string }): JSX.Element | null {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const made = blur_pixels(blur);
    const canvas = ref.current;
    if (made === null || canvas === null) return;
    const { columns, rows, pixels } = made;
    canvas.width = columns;
    canvas.height = rows;
    canvas.getContext('2d')?.putImageData(new ImageData(pixels, columns, rows), 0, 0);
  }, [blur]);
  return blur === '' ? null : <canvas ref={ref} class="file-blur" aria-hidden="true" />;
}
