import type { HTMLElement } from 'node-html-parser'
import { type Control, controlOf, type Entry, type Filling, textOf } from './control.ts'
import type { Page } from './page.ts'
import { encode, type Sending } from './sending.ts'

/** A form as a person fills it in. */
export interface Form {
  /**
   * Fills fields in by their labels: texts, selects by the text of the option, tick boxes by true or false.
   * Radio buttons and tick boxes in a group go by its legend, too, with the labels that are to be on.
   */
  fill(fields: Record<string, Filling>): Form
  /** What stands in a field: a text, the text of what is chosen, or whether it is ticked. */
  value(label: string): string | boolean
  /** What it would send, in order, the button included. */
  entries(): Entry[]
  /** Presses the button. Redirects are followed. */
  submit(): Promise<Page>
}

/**
 * Finds the form that a button belongs to: the one in `main` before what stands on every page.
 * @param send how to send it
 */
export function formOf(
  root: HTMLElement,
  path: string,
  buttonText: string,
  send: (sending: Sending) => Promise<Page>,
): Form {
  const button = [...root.querySelectorAll('main button'), ...root.querySelectorAll('button')].find(
    (one) => textOf(one) === buttonText,
  )
  const element = button && ownerOf(button, root)
  if (!element) throw new Error(`${path} has no form with a button "${buttonText}"`)
  const controls = root
    .querySelectorAll('input, select, textarea')
    .filter((control) => ownerOf(control, root) === element)
    .map(controlOf)

  const form: Form = {
    fill(fields) {
      for (const [label, filling] of Object.entries(fields)) fillIn(controls, label, filling)
      return form
    },
    value: (label) => controlCalled(controls, label).value(),
    entries() {
      const sent = controls.filter(isSent).flatMap((control) => control.entries())
      const name = button.getAttribute('name')
      return name ? [...sent, [name, button.getAttribute('value') ?? '']] : sent
    },
    async submit() {
      const action = button.getAttribute('formaction') ?? element.getAttribute('action') ?? path
      if (element.getAttribute('method')?.toLowerCase() !== 'post') {
        const { body } = await encode(form.entries())
        return send({ method: 'GET', path: `${action.split('?', 1)[0]}?${body}` })
      }
      const { type, body } = await encode(form.entries(), element.getAttribute('enctype'))
      return send({ method: 'POST', path: action, headers: { 'content-type': type }, body })
    },
  }
  return form
}

/** The form an element belongs to: the one it names, or the one it stands in. */
function ownerOf(element: HTMLElement, root: HTMLElement): HTMLElement | null {
  const id = element.getAttribute('form')
  return id ? root.getElementById(id) : element.closest('form')
}

function isSent({ element }: Control): boolean {
  const disabled = element.hasAttribute('disabled') || element.closest('fieldset[disabled]') !== null
  return element.getAttribute('name') !== undefined && !disabled
}

function fillIn(controls: Control[], label: string, filling: Filling): void {
  const group = controls.filter((control) => control.group === label)
  if (group.length === 0) {
    controlCalled(controls, label).fill(filling)
    return
  }
  const wanted = [filling].flat()
  for (const text of wanted) controlCalled(group, String(text))
  for (const control of group) control.fill(wanted.includes(control.label))
}

function controlCalled(controls: Control[], label: string): Control {
  const found = controls.find((control) => control.label === label)
  if (found) return found
  throw new Error(`There is no "${label}" among ${controls.map((one) => `"${one.label}"`).join(', ')}`)
}
