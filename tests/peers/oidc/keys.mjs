// The key that signs is kept, so that tokens outlive a restart of the issuer.
import { readFile, writeFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair } from 'jose';

export async function loadKey(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'peer', alg: 'RS256', use: 'sig' };
  await writeFile(path, JSON.stringify(key), { mode: 0o600 });
  return key;
}
