import { runCarried } from './run-carried.ts'

runCarried()
