export { type OpenDatabase, openDatabase, openStore, type OpenStore, type StoreOptions } from './open-store';
export { StoreProxy } from './store-proxy';
