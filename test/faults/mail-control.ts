type Letter = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
};

/** Orders to a running mail simulator. */
export function mailControl(url: string) {
  const call = async (method: string, path: string, body?: object): Promise<string> => {
    const response = await fetch(`${url}/_sim/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The mail simulator refused ${path}: ${text}`);
    return text;
  };
  return {
    fault: async (fault: object) => void (await call('POST', 'faults', fault)),
    metFaults: async (): Promise<readonly object[]> => JSON.parse(await call('GET', 'faults')).met,
    /** Every copy that was taken, as often as it came. */
    inbox: async (to: string): Promise<Letter[]> => JSON.parse(await call('GET', `inbox?to=${to}`)).messages,
    /** The same, whoever they came to. */
    everything: async (): Promise<Letter[]> => JSON.parse(await call('GET', 'inbox')).messages,
  };
}
