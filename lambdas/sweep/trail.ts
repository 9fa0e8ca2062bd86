import {
  type CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  type GetEventSelectorsCommandOutput,
  GetTrailStatusCommand,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import { message } from '../core/base/errors.ts';

/** Where events of a region come from: a trail, nothing, or nobody may know. */
export type TrailVerdict =
  | { readonly trail: string }
  | { readonly missing: string }
  | { readonly unreadable: string };

type Field = NonNullable<
  NonNullable<GetEventSelectorsCommandOutput['AdvancedEventSelectors']>[number]['FieldSelectors']
>[number];

const fieldOf = (fields: readonly Field[], name: string): Field | undefined =>
  fields.find(({ Field: field }) => field === name);

/** Does a selector of management events let through the changes that this service records? */
const lets = (fields: readonly Field[], eventSource: string): boolean => {
  const sources = fieldOf(fields, 'eventSource');
  return (
    fieldOf(fields, 'eventCategory')?.Equals?.includes('Management') === true &&
    fieldOf(fields, 'readOnly')?.Equals?.includes('true') !== true &&
    sources?.Equals?.includes(eventSource) !== false &&
    sources?.NotEquals?.includes(eventSource) !== true
  );
};

/** Does a trail log the management events that write, for all of these services? */
export const logsChanges = (
  { EventSelectors = [], AdvancedEventSelectors = [] }: GetEventSelectorsCommandOutput,
  eventSources: readonly string[],
): boolean => {
  if (AdvancedEventSelectors.length > 0)
    return eventSources.every((source) =>
      AdvancedEventSelectors.some(({ FieldSelectors = [] }) => lets(FieldSelectors, source)),
    );
  return EventSelectors.some(
    ({ IncludeManagementEvents, ReadWriteType }) =>
      IncludeManagementEvents !== false && ReadWriteType !== 'ReadOnly',
  );
};

const problemOf = async (
  client: CloudTrailClient,
  { TrailARN, Name }: Trail,
  eventSources: readonly string[],
): Promise<string | undefined> => {
  const name = TrailARN ?? Name;
  const { IsLogging } = await client.send(new GetTrailStatusCommand({ Name: name }));
  if (!IsLogging) return `${name} is switched off`;
  const selectors = await client.send(new GetEventSelectorsCommand({ TrailName: name }));
  return logsChanges(selectors, eventSources) ? undefined : `${name} leaves out management events that write`;
};

/** The first trail that will do, and what is wrong with those before it. */
const firstGood = async (
  client: CloudTrailClient,
  trails: readonly Trail[],
  eventSources: readonly string[],
): Promise<TrailVerdict> => {
  const problems: string[] = [];
  let unreadable: string | undefined;
  for (const trail of trails) {
    try {
      const problem = await problemOf(client, trail, eventSources);
      if (problem === undefined) return { trail: trail.TrailARN ?? trail.Name ?? '' };
      problems.push(problem);
    } catch (error) {
      unreadable ??= message(error);
    }
  }
  if (unreadable !== undefined) return { unreadable };
  return { missing: problems.join(', ') || 'there is none' };
};

/**
 * Looks for a trail that delivers this region's management events, without which EventBridge gets none: of the region or
 * of all regions, of the account or of its organisation, switched on, with selectors that let changes through.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export const findTrail = async (
  client: CloudTrailClient,
  region: string,
  eventSources: readonly string[],
): Promise<TrailVerdict> => {
  try {
    const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
    const here = trailList.filter(
      ({ IsMultiRegionTrail, HomeRegion }) => IsMultiRegionTrail || HomeRegion === region,
    );
    return await firstGood(client, here, eventSources);
  } catch (error) {
    return { unreadable: message(error) };
  }
};
