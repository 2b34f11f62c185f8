import fc from 'fast-check';
import { Acknowledgements } from './acknowledgement.rules';

describe('acknowledgements', () => {
  it('wait for every batch before them', () => {
    const acknowledgements = new Acknowledgements<string>();
    expect(acknowledgements.complete(1, 'b')).toEqual([]);
    expect(acknowledgements.complete(2, 'c')).toEqual([]);
    expect(acknowledgements.complete(0, 'a')).toEqual(['a', 'b', 'c']);
    expect(acknowledgements.complete(3, 'd')).toEqual(['d']);
  });

  it('come out in the order of the file, each once, whatever order the server answers in', () => {
    const order = fc.nat({ max: 30 }).chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count }));
    fc.assert(
      fc.property(order, (arrivals) => {
        const acknowledgements = new Acknowledgements<{ batch: number }>();
        const out = arrivals.flatMap((batch) => acknowledgements.complete(batch, { batch }));
        expect(out.map(({ batch }) => batch)).toEqual([...arrivals].sort((a, b) => a - b));
      }),
    );
  });
});
