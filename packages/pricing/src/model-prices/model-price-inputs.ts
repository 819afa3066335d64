import { ListQuery, PageView } from '@partline/http'
import * as z from 'zod'
import { BarePriceView, FullPriceView, GuidePriceView } from '../inputs.ts'

/** The code of a model in a path, in any spelling. */
export const ModelCodeParam = z.strictObject({ code: z.string().min(1).max(100) })

/** With `serial`, the parts built into that machine; otherwise those of every machine of the model (P11). */
export const ModelPricesQuery = ListQuery({ serial: z.string().trim().min(1).max(64).optional() })

const ofModel = { quantity: z.number(), serialFrom: z.string().nullable(), serialTo: z.string().nullable() }

/** A part of a model: pieces per machine with at most three decimals, the serials it is for, and its price by right. */
export const FullModelPriceView = FullPriceView.extend(ofModel).meta({ id: 'FullModelPrice' })
export const GuideModelPriceView = GuidePriceView.extend(ofModel).meta({ id: 'GuideModelPrice' })
export const BareModelPriceView = BarePriceView.extend(ofModel).meta({ id: 'OrderableModelPart' })
export const ModelPricesView = PageView(z.union([FullModelPriceView, GuideModelPriceView, BareModelPriceView]))
