/** The tag of our snapshots, whose value is the run; the tag key stands in the service control policy of docs/policy.md. */
export const RUN_TAG = 'drawbridge:workload-scan';
export const INSTANCE_TAG = 'drawbridge:instance';
/** Only the creation of a snapshot can set its description: whoever may tag one cannot make it ours. */
export const DESCRIPTION = 'Drawbridge: workload scan, deleted by itself';
