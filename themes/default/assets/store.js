// Fetches the site's own packed data. Files are gzip by content, whatever the host says about them.
const MAGIC = [0x1f, 0x8b];

// Some hosts say that gzip is an encoding; the browser has then unpacked it already.
const isPacked = bytes => bytes.length > 1 && MAGIC.every((byte, i) => bytes[i] === byte);

const unpacked = async bytes => {
  if (!isPacked(bytes)) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

const fetched = new Map();

const load = async (url, cache) => {
  const response = await fetch(url, {cache});
  if (!response.ok) throw new Error(`${response.status} for ${url}`);
  return unpacked(new Uint8Array(await response.arrayBuffer()));
};

// The bytes of a file. It is fetched once; one that could not be fetched is tried again when asked for again.
export const bytes = (url, cache = 'default') => {
  if (!fetched.has(url)) {
    const loading = load(url, cache);
    loading.catch(() => fetched.delete(url));
    fetched.set(url, loading);
  }
  return fetched.get(url);
};

export const text = async (url, cache) => new TextDecoder().decode(await bytes(url, cache));

export const json = async (url, cache) => JSON.parse(await text(url, cache));

// Forgets what was fetched, for a site that was published anew while a page stayed open.
export const forget = () => fetched.clear();

// Whether this browser can read the files at all.
export const readable = typeof DecompressionStream === 'function';
