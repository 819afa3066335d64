import { Hono } from 'hono'

/** The least a Hono worker can do: one constant answer, of the size of a real one. */
const app = new Hono()
app.get('/v1/prices/:partNumber', (c) => c.json(c.env.ITEM))

export default app
