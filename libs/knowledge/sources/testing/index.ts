export { named, plant, plantMany, type Planted, type PlantedMany, plantRetraction, plantSource } from './planted.builder';
