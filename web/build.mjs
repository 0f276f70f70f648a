// Builds the page into dist/: one script, one style sheet and an icon, each named after its content, and index.html.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';

const folder = new URL('.', import.meta.url);
const dist = new URL('dist/', folder);
await rm(dist, { recursive: true, force: true });
await mkdir(new URL('assets/', dist), { recursive: true });

const { outputFiles } = await build({
  absWorkingDir: folder.pathname,
  entryPoints: { app: 'src/main.tsx', style: 'src/style/main.css' },
  outdir: 'dist/assets',
  bundle: true,
  write: false,
  format: 'esm',
  minify: true,
  target: ['chrome111', 'firefox115', 'safari16.4'],
  legalComments: 'none',
});
const sources = outputFiles.map((file) => [basename(file.path), file.contents]);
sources.push(['icon.svg', await readFile(new URL('src/icon.svg', folder))]);

let html = await readFile(new URL('src/index.html', folder), 'utf8');
for (const [name, contents] of sources) {
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 12);
  const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  await writeFile(new URL(`assets/${hashed}`, dist), contents);
  html = html.replaceAll(`assets/${name}`, `assets/${hashed}`);
}
await writeFile(new URL('index.html', dist), html);
