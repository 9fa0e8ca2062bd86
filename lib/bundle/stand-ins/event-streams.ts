/**
 * Stands in for the SDK's event streams when the functions are bundled: no call of theirs uses one, and they make up
 * three kilobytes of every function.
 */
const unused = (): never => {
  throw new Error('Event streams are not bundled: no call of this function uses one.');
};

export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config;
export const eventStreamSerdeProvider = unused;
export const EventStreamSerde = unused;
