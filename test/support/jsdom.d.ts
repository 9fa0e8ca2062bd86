/** The little of jsdom that the tests use: its own types would bring the browser's globals into the whole project. */
declare module 'jsdom' {
  export interface Node {
    readonly tagName: string;
    readonly id: string;
    readonly textContent: string;
    readonly attributes: Iterable<{ readonly name: string; readonly value: string }>;
    hidden: boolean;
    value: string;
    getAttribute(name: string): string | null;
    closest(selector: string): Node | null;
    querySelector(selector: string): Node | null;
    querySelectorAll(selector: string): Iterable<Node>;
    dispatchEvent(event: unknown): boolean;
  }

  export class JSDOM {
    constructor(
      html: string,
      options?: {
        readonly runScripts?: 'dangerously' | 'outside-only';
        readonly beforeParse?: (window: Record<string, unknown>) => void;
      },
    );
    readonly window: {
      readonly document: Node;
      readonly Event: new (name: string, init?: { readonly bubbles: boolean }) => unknown;
      readonly DOMParser: new () => { parseFromString(source: string, type: 'text/html'): Node };
      eval(source: string): unknown;
    };
  }
}
