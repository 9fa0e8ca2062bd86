import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { at, own } from '../../lambdas/core/base/json.ts';

const options = { attributeNamePrefix: '', ignoreDeclaration: true, parseTagValue: false };

const parser = new XMLParser({ ...options, ignoreAttributes: false });
const listParser = new XMLParser({ ...options, ignoreAttributes: true, isArray: (name) => name === 'item' });
const builder = new XMLBuilder({ suppressEmptyNode: true });

/** XML as plain objects: attributes beside elements, one element as an object, several as an array; all values text. */
export const parseXml = (xml: Buffer): unknown => parser.parse(String(xml));

/** An answer of EC2: no attributes, and lists are arrays below `item`. */
export const parseItems = (xml: Buffer): unknown => listParser.parse(String(xml));

export const toXml = (value: object): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(value)}`;

export interface AwsError {
  readonly code: string;
  readonly message: string;
}

/** Code and message of an error answer in the EC2, the query or the S3 protocol. */
export const xmlError = (body: Buffer): AwsError => {
  const tree = parseXml(body);
  const error = at(tree, 'Response.Errors.Error') ?? at(tree, 'ErrorResponse.Error') ?? own(tree, 'Error');
  return {
    code: String(own(error, 'Code') ?? 'InternalFailure'),
    message: String(own(error, 'Message') ?? ''),
  };
};
