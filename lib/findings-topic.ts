import { CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/**
 * Where findings are published, TLS only. Encrypted at rest with the key that AWS manages for SNS: it costs nothing,
 * every principal of the account may publish through it, and subscribers anywhere get the message decrypted. Its policy
 * cannot be changed, so services such as CloudWatch cannot publish here; nothing but the publisher should.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class FindingsTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, displayName: string) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName, enforceSSL: true });
    // By its name SNS finds the key, and makes it in a region that has none yet; by an ARN it does not.
    const resource = this.topic.node.defaultChild;
    if (resource instanceof CfnTopic) resource.kmsMasterKeyId = 'alias/aws/sns';
  }
}
