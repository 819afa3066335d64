/** The two languages every message exists in. Chinese is the default. */
export type Locale = 'zh' | 'en'

/** One text in both languages. */
export type Words = { readonly zh: string; readonly en: string }

/** The language an Accept-Language header asks for first; Chinese when it names neither. */
export function localeOf(acceptLanguage: string | null | undefined): Locale {
  const first = /\b(zh|en)\b/i.exec(acceptLanguage ?? '')
  return first?.[1]?.toLowerCase() === 'en' ? 'en' : 'zh'
}
