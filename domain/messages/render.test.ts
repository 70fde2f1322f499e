import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitLetters } from '../exit/exit-letters.ts';
import { touchTemplates } from '../sales/cadence.ts';
import { renderMessage } from './render.ts';
import { lookedUp, samples, url } from './sample-params.ts';
import type { Params } from './show-param.ts';
import { messageLocales } from './template.ts';
import { isTemplateName, type TemplateName, templates } from './templates.ts';

const names = Object.keys(templates).filter(isTemplateName);
const paramsOf = (name: TemplateName, more: Params = {}): Params => ({ ...lookedUp, ...samples[name], ...more });
const textOf = (name: TemplateName, locale: 'en' | 'fr', more: Params = {}) =>
  renderMessage(name, locale, paramsOf(name, more)).text;

describe.each(names)('%s', (name) => {
  it.each(messageLocales)(
    'reads well in %s: names what it is about and the customer, leaves no placeholder',
    (locale) => {
      const { subject, text } = renderMessage(name, locale, paramsOf(name));
      if ('orderId' in templates[name].params) {
        expect(subject).toContain('ORD-7K3M000');
        expect(text).toContain('ORD-7K3M000');
      }
      expect(text).toContain('Zoé');
      expect(`${subject}${text}`).not.toMatch(/[{}#]|undefined|null|NaN/);
      expect(subject).not.toContain('\n');
    },
  );

  it('has a French text of its own', () => {
    const english = renderMessage(name, 'en', paramsOf(name));
    const french = renderMessage(name, 'fr', paramsOf(name));
    expect(french.subject).not.toBe(english.subject);
    expect(french.text).not.toBe(english.text);
  });

  it('lets no line in French begin or end with a sign that belongs to a word', () => {
    const { subject, text } = renderMessage(name, 'fr', paramsOf(name));
    expect(`${subject}\n${text}`).not.toMatch(/ [:;?!»]|« /);
  });

  it('takes no reader for a man in French', () => {
    const { subject, text } = renderMessage(name, 'fr', paramsOf(name));
    expect(`${subject}\n${text}`).not.toMatch(/(bienvenu|désigné|satisfait|notre client|administrateur)(?!\p{L})/u);
  });

  it('uses no straight apostrophe, which quotes in ICU', () => {
    for (const locale of messageLocales) expect(JSON.stringify(templates[name][locale])).not.toContain("'");
  });

  it('cannot be written without any one of its params, and says which', () => {
    for (const [param, kind] of Object.entries(templates[name].params)) {
      if (kind.startsWith('perhaps')) continue;
      const render = () => renderMessage(name, 'fr', paramsOf(name, { [param]: undefined }));
      expect(render).toThrow(`message ${name} cannot be written: `);
      expect(render).toThrow(param);
    }
  });
});

it('counts in English and in French: French says zero and one in the singular', () => {
  const partly = (locale: 'en' | 'fr') =>
    [0, 1, 2].map((units) => textOf('order_partly_cancelled', locale, { units }).split('\n')[2]);
  expect(partly('en')).toEqual([
    'No item of your order ORD-7K3M000 is cancelled and will not be charged.',
    '1 item of your order ORD-7K3M000 is cancelled and will not be charged.',
    '2 items of your order ORD-7K3M000 are cancelled and will not be charged.',
  ]);
  expect(partly('fr')).toEqual([
    'Aucun article de votre commande ORD-7K3M000 n’est annulé.',
    '1 article de votre commande ORD-7K3M000 est annulé et ne sera pas facturé.',
    '2 articles de votre commande ORD-7K3M000 sont annulés et ne seront pas facturés.',
  ]);
});

it('takes the French plural from the language, not from the number one', () => {
  const subject = (units: number) =>
    renderMessage('order_backordered', 'fr', paramsOf('order_backordered', { units, kept: 0 })).subject;
  expect(subject(0)).toContain('0 article attend');
  expect(subject(1)).toContain('1 article attend');
  expect(subject(2)).toContain('2 articles attendent');
});

it('shows a day with its zone, in the words of the language: it is another one elsewhere', () => {
  expect(textOf('order_confirmed', 'en')).toContain('by March 10, 2026, EDT');
  expect(textOf('order_confirmed', 'fr')).toContain('au plus tard le 10 mars 2026, HAE');
});

it('shows the last day of a notice, counted in the customer’s own zone, without one', () => {
  expect(textOf('exit_notice', 'en')).toContain('is March 31, 2026. Until');
  expect(textOf('exit_notice', 'fr')).toContain('est le 31 mars 2026. Jusqu');
});

it('shows a deadline with its hour and zone, also across the change to summer time', () => {
  expect(textOf('payment_declined', 'en')).toMatch(/March 8, 2026 at 5:30\sp\.m\. EDT/u);
  expect(textOf('payment_declined', 'fr')).toMatch(/8 mars 2026 à 17\sh\s30\sHAE/u);
});

it.each(['claim_refused_by_rules', 'claim_reminder'] as const)('says in %s by which hour an answer counts', (name) => {
  expect(textOf(name, 'en')).toMatch(/(until|by) March 8, 2026 at 5:30\sp\.m\. EDT/u);
  expect(textOf(name, 'fr')).toMatch(/au plus tard le 8 mars 2026 à 17\sh\s30\sHAE/u);
});

it('shows money in the words of the language', () => {
  expect(textOf('order_confirmed', 'en')).toContain('$1,234.56');
  expect(textOf('order_confirmed', 'fr')).toMatch(/1\s234,56\s\$/u);
});

it('links to the parcel where there is a link, and says nothing of it where there is none', () => {
  for (const locale of messageLocales) {
    expect(textOf('order_shipped', locale)).toContain(url);
    expect(textOf('order_shipped', locale, { trackingUrl: null, carrier: null })).not.toMatch(/none|null|:\s*$/m);
  }
});

it('writes a confirmation that a build queued which did not tell what waits yet', () => {
  expect(textOf('order_confirmed', 'en', { waiting: undefined })).toContain('everything in it is set aside for you');
  expect(() => textOf('order_confirmed', 'en', { waiting: -1 })).toThrow('waiting');
});

it('offers exactly the options that are open', () => {
  const offer = textOf('shortage_offer', 'en');
  expect(offer).toContain('- wait until the whole order can be sent\n- cancel the order');
  expect(() => textOf('shortage_offer', 'en', { options: ['wait', 'steal'] })).toThrow('options');
});

it('says what becomes of a short order without an answer: what was decided for this one', () => {
  const said = (fallback: unknown) => textOf('shortage_offer', 'en', { fallback }).split('Without an answer ')[1];
  expect(said('wait')).toMatch(/^we wait until the whole order can be sent\./);
  expect(said('ship_available')).toMatch(/^we send what is in stock, and the rest later\./);
  expect(said('cancel')).toMatch(/^the order is cancelled\./);
  const labelled = { added: 0, removed: 0, moved: 3 };
  expect(textOf('order_amended', 'en', labelled)).toContain('What is not labelled for shipping yet goes to the new');
  expect(textOf('order_amended', 'fr', labelled)).toContain('pas encore d’étiquette d’expédition sera envoyé');
  // One that a build queued which did not tell it.
  expect(said(undefined)).toMatch(/^we send what is in stock, or cancel the order when nothing is\./);
  expect(textOf('shortage_offer', 'fr', { fallback: 'wait' })).toContain('Sans réponse, nous attendons');
  expect(() => said('steal')).toThrow('fallback');
});

it('says of a change only what was changed', () => {
  const more = { added: 1, removed: 0, moved: 0 };
  const less = { added: 0, removed: 2, moved: 1 };
  expect(textOf('order_amended', 'en', more)).toContain('1 item is added and is set aside for you next.\n');
  expect(textOf('order_amended', 'en', less)).toContain('2 items are taken out. It goes to the new address.\n');
  expect(textOf('order_amended', 'fr', less)).toContain('2 articles sont retirés. Elle sera envoyée');
  expect(textOf('order_amended', 'fr', less)).not.toContain('ajouté');
  const checked = { added: 0, removed: 0, moved: 2 };
  expect(textOf('order_amended', 'en', checked)).toContain('We check the new address first: if we cannot confirm it,');
  expect(textOf('order_amended', 'fr', checked)).toContain('Nous vérifions d’abord la nouvelle adresse');
  expect(textOf('order_amended', 'fr', checked)).not.toContain('Elle sera envoyée');
  // One that a build queued which did not tell it.
  const untold = { added: undefined, removed: undefined, moved: undefined };
  expect(textOf('order_amended', 'en', untold)).toMatch(/order ORD-\w+\.\n\nYou are charged/);
});

it('names the day on which what is missing is expected where there is one, the same in every zone', () => {
  const expected = { expectedOn: '2026-12-03' };
  expect(textOf('shortage_offer', 'en', expected)).toContain('what is missing by December 3, 2026, but');
  expect(textOf('shortage_offer', 'fr', expected)).toContain('ce qui manque pour le 3 décembre 2026, sans');
  // One that was written before there was a day in it says nothing of it either.
  for (const without of [{ expectedOn: null }, { expectedOn: undefined }])
    expect(textOf('shortage_offer', 'en', without)).toContain('at the moment. You can:');
  expect(() => textOf('shortage_offer', 'en', { expectedOn: 'soon' })).toThrow('expectedOn');
});

it('lists what a customer has to do, in their language and with the day', () => {
  expect(textOf('onboarding_todo', 'en')).toContain('- Send it (by March 8, 2026, EDT)');
  expect(textOf('onboarding_todo', 'fr')).toContain('- Envoyez-le (au plus tard le 8 mars 2026, HAE)');
  expect(() => textOf('onboarding_todo', 'en', { tasks: [{ en: 'Send it', dueAt: 'soon' }] })).toThrow('tasks');
  expect(() => textOf('onboarding_reminder', 'fr', { task: { en: 'Send it' } })).toThrow('task');
});

it('keeps what a customer typed as it is', () => {
  expect(textOf('delivered', 'en', { customerName: "O'Neil <b> {orderId}" })).toContain("Hello O'Neil <b> {orderId},");
});

it('speaks to an estate, and not to the customer, after a death', () => {
  for (const name of Object.values(exitLetters.death)) {
    expect(textOf(name, 'en')).toMatch(/^To the estate of Zoé,/);
    expect(textOf(name, 'fr')).toMatch(/^À la succession de Zoé,/);
    expect(textOf(name, 'en')).not.toMatch(/your (data|statement|notice)|about you|you (owe|leave|stay)/i);
    expect(textOf(name, 'fr')).not.toMatch(/vos données|votre (relevé|préavis)|de vous|à votre sujet/i);
  }
});

it('names what a claim still needs in words, and tells where to ask for what we have none for', () => {
  const needed = (missing: string, locale: 'en' | 'fr') =>
    textOf('claim_needs_info', locale, { missing })
      .split(/we still need |il nous manque encore /)[1]
      ?.split('\n')[0];
  expect(needed('photo', 'en')).toBe('a photograph.');
  expect(needed('photo, statement', 'en')).toBe('a photograph and a signed statement.');
  expect(needed('photo, statement', 'fr')).toBe('une photographie et une déclaration signée.');
  const other = ['another document (reply to this message and we tell you which)'];
  expect(needed('police_report', 'en')).toBe(`${other}.`);
  expect(needed('photo, police_report, xray', 'en')).toBe(`a photograph and ${other}.`);
  expect(needed('photo, police_report', 'fr')).toBe(
    'une photographie et une autre pièce (répondez à ce message et nous vous dirons laquelle).',
  );
  for (const locale of messageLocales)
    expect(textOf('claim_reminder', locale, { missing: 'police_report' })).not.toContain('police');
  expect(() => textOf('claim_needs_info', 'en', { missing: '' })).toThrow('missing');
});

it.each([...touchTemplates, 'exit_win_back'] as const)('says in %s how not to be written to any more', (name) => {
  expect(textOf(name, 'en')).toMatch(/reply “no” and we stop|take back your consent/);
  expect(textOf(name, 'fr')).toMatch(/répondez «\u00a0non\u00a0» et nous arrêtons|retirer votre consentement/);
});

it('asks for no order number in a message that is about none', () => {
  const { text } = renderMessage('cadence_intro', 'en', { customerName: 'Zoé', owner: 'Marie' });
  expect(text).toMatch(/Any question\? Reply to this message\.\n$/);
});

it('never repeats a value in its error', () => {
  const render = () => textOf('order_confirmed', 'en', { totalMinor: 'secret' });
  expect(render).toThrow('totalMinor');
  expect(render).not.toThrow('secret');
});

it('has a template for everything the code tells, and none that nobody tells', () => {
  const told = ['activities', 'db']
    .flatMap(sourcesOf)
    .flatMap((source) => [
      ...[...source.matchAll(/\btell\(\s*'(\w+)'/g)].map(([, name]) => name),
      ...[...source.matchAll(/\btemplate: '(\w+)'/g)].map(([, name]) => name),
    ]);
  // A cadence names its templates in its steps, an exit by its kind.
  const letters = Object.values(exitLetters).flatMap((ofKind) => Object.values(ofKind));
  expect([...new Set([...told, ...letters, ...touchTemplates])].sort()).toEqual([...names].sort());
});

function sourcesOf(room: string): string[] {
  const root = join(import.meta.dirname, '../..', room);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(root, path), 'utf8'));
}
