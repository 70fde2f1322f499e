import { InvalidArgumentError } from 'commander';
import { actorName } from '../domain/access/roles.ts';

/** The id of anything; an empty one, as of a variable that is not set, would ask for something else. */
export function readId(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is empty: name an id.');
  return text;
}

/** As `POST /v1/keys` takes it. */
export function readActor(text: string): string {
  if (!actorName.test(text)) throw new InvalidArgumentError('Use letters, digits and . _ @ : - only, at most 80.');
  return text;
}
