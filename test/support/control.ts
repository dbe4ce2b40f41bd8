import type { HTMLElement } from 'node-html-parser'

/** What a person does to a field: type or choose a text, tick or untick it, choose several, choose a file. */
export type Filling = string | boolean | readonly string[] | File

/** What a form sends: names and values, in order. */
export type Entry = [name: string, value: string | File]

/** One field of a form, as a person and a browser see it. */
export interface Control {
  element: HTMLElement
  /** The text of its label, without "(optional)". */
  label: string
  /** The legend around it, where it is a radio button or a tick box. */
  group: string | undefined
  fill(filling: Filling): void
  /** What stands in it: a text, the text of what is chosen, or whether it is ticked. */
  value(): string | boolean
  /** What it adds to what is sent (HTML, "constructing the entry list"). */
  entries(): Entry[]
}

type Behaviour = Pick<Control, 'fill' | 'value' | 'entries'>

/** The text of an element as it is read: without the line breaks of its source. */
export function textOf(element: HTMLElement | null | undefined): string {
  return (element?.text ?? '').replace(/\s+/g, ' ').trim()
}

export function controlOf(element: HTMLElement): Control {
  const name = element.getAttribute('name') ?? ''
  const isTick = ['radio', 'checkbox'].includes(kindOf(element))
  return {
    element,
    label: labelOf(element),
    group: isTick ? textOf(element.closest('fieldset')?.querySelector('legend')) : undefined,
    ...behaviourOf(element, name),
  }
}

function behaviourOf(element: HTMLElement, name: string): Behaviour {
  const kind = kindOf(element)
  if (kind === 'radio' || kind === 'checkbox') return tickBehaviour(element, name)
  if (kind === 'select') return selectBehaviour(element, name)
  if (kind === 'file') return fileBehaviour(name)
  return kind === 'textarea' ? textAreaBehaviour(element, name) : inputBehaviour(element, name)
}

function tickBehaviour(element: HTMLElement, name: string): Behaviour {
  let on = element.hasAttribute('checked')
  return {
    fill(filling) {
      if (typeof filling !== 'boolean') throw new Error(`${name} is ticked with true or false`)
      on = filling
    },
    value: () => on,
    entries: () => (on ? [[name, element.getAttribute('value') ?? 'on']] : []),
  }
}

function selectBehaviour(element: HTMLElement, name: string): Behaviour {
  const options = element.querySelectorAll('option')
  const selected = options.filter((option) => option.hasAttribute('selected'))
  let chosen = selected.length > 0 || element.hasAttribute('multiple') ? selected : options.slice(0, 1)
  return {
    fill(filling) {
      chosen = [filling].flat().map((text) => {
        const option = options.find((one) => textOf(one) === text)
        if (!option) throw new Error(`${name} has no option "${text}"`)
        return option
      })
    },
    value: () => chosen.map(textOf).join(', '),
    entries: () => chosen.map((option) => [name, option.getAttribute('value') ?? textOf(option)]),
  }
}

function fileBehaviour(name: string): Behaviour {
  // A field in which nothing was chosen is sent all the same: a file without a name or content.
  let file = new File([], '', { type: 'application/octet-stream' })
  return {
    fill(filling) {
      if (!(filling instanceof File)) throw new Error(`${name} takes a file`)
      file = filling
    },
    value: () => file.name,
    entries: () => [[name, file]],
  }
}

function textAreaBehaviour(element: HTMLElement, name: string): Behaviour {
  // HTML reads every line break as LF, drops one that a text area begins with, and sends the others as CRLF.
  let text = element.text.replace(/\r\n?/g, '\n').replace(/^\n/, '')
  return {
    fill(filling) {
      text = String(filling)
    },
    value: () => text,
    entries: () => [[name, text.replace(/\r\n|\r|\n/g, '\r\n')]],
  }
}

function inputBehaviour(element: HTMLElement, name: string): Behaviour {
  let text = element.getAttribute('value') ?? ''
  return {
    fill(filling) {
      text = String(filling).replace(/[\r\n]/g, '')
    },
    value: () => text,
    entries: () => [[name, text]],
  }
}

function kindOf(element: HTMLElement): string {
  const tag = element.tagName.toLowerCase()
  return tag === 'input' ? (element.getAttribute('type') ?? 'text') : tag
}

function labelOf(element: HTMLElement): string {
  const id = element.getAttribute('id')
  const label = id ? rootOf(element).querySelector(`label[for="${id}"]`) : element.closest('label')
  if (!label) return element.getAttribute('aria-label') ?? ''
  return textOf(label)
    .replace(textOf(label.querySelector('.optional')), '')
    .trim()
}

function rootOf(element: HTMLElement): HTMLElement {
  let root = element
  while (root.parentNode) root = root.parentNode
  return root
}
