/** Tells a monitoring service that something happened: one GET, over the environment's proxy, that nobody waits long for. */
import { coerceError } from '../core/errors.ts';
import { HttpClient } from './hubspot/http.ts';

/** Sends one GET. Null when it was answered with a 2xx, else why not. Never rejects. */
export async function ping(
  url: string,
  { timeoutMs, userAgent }: { readonly timeoutMs: number; readonly userAgent: string },
): Promise<string | null> {
  const http = new HttpClient(url, { connectTimeoutMs: timeoutMs });
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { status } = await http.send({
      method: 'GET',
      url,
      headers: { 'user-agent': userAgent },
      body: null,
      signal,
    });
    return status >= 200 && status < 300 ? null : `it was answered with HTTP ${status}`;
  } catch (thrown) {
    return signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : coerceError(thrown).message;
  } finally {
    http.close();
  }
}
