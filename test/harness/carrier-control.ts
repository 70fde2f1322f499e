/** Orders to a running carrier simulator. Throws when it refuses one. */
export function carrierControl(url: string) {
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/_sim/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The carrier simulator refused ${path}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  return {
    fault: (fault: object) => call('POST', 'faults', fault),
    scan: (trackingCode: string, status: string, more: object = {}) =>
      call('POST', `trackers/${trackingCode}/scan`, { status, ...more }),
    book: () => call('GET', 'book'),
    metFaults: async (): Promise<readonly object[]> => (await call('GET', 'faults')).met,
    clearFaults: () => call('DELETE', 'faults'),
  };
}
