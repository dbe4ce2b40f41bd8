/** Members choose the language of their pages. */
export const statements = [
  `ALTER TABLE members ADD COLUMN language TEXT CHECK (language <> '')
    /* the one they chose, as BCP 47 calls it, such as zh-CN; empty: as the browser asks */`,
]
