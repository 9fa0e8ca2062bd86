import { errorCode } from '../core/base/errors.ts';

/** What a call answers; undefined where the service says by this code that nothing is set. */
export const ifSet = async <Answer>(answer: Promise<Answer>, notSet: string): Promise<Answer | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (errorCode(error) === notSet) return undefined;
    throw error;
  }
};

/** Tags as a map; AWS answers with a list of pairs, or with nothing. */
export const tagsOf = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
