import { paint } from '../output.ts';
import { type PlayedStory, playStory, type Stage } from './play-story.ts';
import type { Story } from './story.ts';

export interface Playing {
  readonly print: (line: string) => void;
  /** Side by side, each told as a whole when it has ended; those that need the stage for themselves come after. */
  readonly atOnce: boolean;
}

/** Plays stories in their order, until the stage's signal aborts. The answer has one entry for each that was begun. */
export async function playStories(
  stage: Stage,
  stories: readonly Story[],
  { print, atOnce }: Playing,
): Promise<PlayedStory[]> {
  const played: PlayedStory[] = [];
  const beside = atOnce ? stories.filter(({ alone }) => !alone) : [];
  const heading = (story: Story) => {
    const no = stories.indexOf(story) + 1;
    return `\n${paint('bold', `${no}. ${story.title}`)}\n   ${paint('dim', `Look for: ${story.expect}.`)}`;
  };
  const toldAtItsEnd = async (story: Story) => {
    const lines = [heading(story)];
    played.push(await playStory(stage, story, (line) => lines.push(line)));
    print(lines.join('\n'));
  };
  await Promise.all(beside.map(toldAtItsEnd));
  for (const story of stories.filter((one) => !beside.includes(one))) {
    if (stage.signal.aborted) break;
    print(heading(story));
    played.push(await playStory(stage, story, print));
  }
  const placeOf = ({ name }: PlayedStory) => stories.findIndex((story) => story.name === name);
  return played.sort((one, other) => placeOf(one) - placeOf(other));
}
