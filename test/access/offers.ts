import { parse } from 'node-html-parser'

/** What a page leads to, by its links and its buttons: methods and paths of this console. @param at its own path */
export function offersOn(body: string, at: string): [method: string, path: string][] {
  const root = parse(body)
  const links = root.querySelectorAll('a[href]').map((link) => ['GET', link.getAttribute('href') ?? ''])
  const buttons = root
    .querySelectorAll('form button')
    .filter((button) => !button.closest('fieldset[disabled]'))
    .map((button) => {
      const form = button.closest('form')
      const action = button.getAttribute('formaction') ?? form?.getAttribute('action') ?? at
      return [form?.getAttribute('method')?.toUpperCase() ?? 'GET', action]
    })
  return [...links, ...buttons]
    .filter(([, href = '']) => !/^(#|[a-z]+:)/.test(href))
    .map(([method = '', href = '']) => [method, new URL(href, `http://here${at}`).pathname])
}
