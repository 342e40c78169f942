/** An element as far as reports use them. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const NAME = '[A-Za-z_][\\w.-]*';
const ATTRIBUTE = new RegExp(`\\s+(${NAME})="([^"<]*)"`, 'y');
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads the part of XML 1.0 that reports need, strictly: elements, attributes, references and text.
 * @throws Error where the text is not well-formed
 */
export function readXml(xml: string): XmlElement {
  // eslint-disable-next-line no-control-regex
  const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.exec(xml);
  if (illegal !== null) throw new Error(`illegal character at ${illegal.index}`);
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/, '');
  for (let rest = body; rest !== ''; rest = step(rest, open));
  const [root] = top.children;
  if (open.length !== 1 || root === undefined || top.children.length !== 1 || top.text.trim() !== '')
    throw new Error('not exactly one element, closed');
  return root;
}

function step(rest: string, open: XmlElement[]): string {
  const current = open.at(-1) as XmlElement;
  const text = /^[^<]+/.exec(rest)?.[0];
  if (text !== undefined) {
    if (text.includes(']]>')) throw new Error(']]> in text');
    current.text += decode(text);
    return rest.slice(text.length);
  }
  const end = new RegExp(`^</(${NAME})>`).exec(rest);
  if (end !== null) {
    if (open.length === 1 || end[1] !== current.name) throw new Error(`${end[0]} closes ${current.name}`);
    open.pop();
    return rest.slice(end[0].length);
  }
  return start(rest, open);
}

function start(rest: string, open: XmlElement[]): string {
  const name = new RegExp(`^<(${NAME})`).exec(rest)?.[1];
  if (name === undefined) throw new Error(`not markup: ${rest.slice(0, 40)}`);
  const attributes: Record<string, string> = {};
  let position = name.length + 1;
  for (;;) {
    ATTRIBUTE.lastIndex = position;
    const [all, key = '', value = ''] = ATTRIBUTE.exec(rest) ?? [];
    if (all === undefined) break;
    if (key in attributes) throw new Error(`${key} twice`);
    attributes[key] = decode(value);
    position += all.length;
  }
  if (rest[position] !== '>') throw new Error(`not the end of a tag: ${rest.slice(position, position + 40)}`);
  const element = { name, attributes, children: [], text: '' };
  open.at(-1)?.children.push(element);
  open.push(element);
  return rest.slice(position + 1);
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));|&/g, (all, code?: string, name?: string) => {
    const known = code === undefined ? ENTITIES[name ?? ''] : String.fromCodePoint(Number(code));
    if (known === undefined) throw new Error(`not a reference: ${all}`);
    return known;
  });
}
