import type { NewOperator } from './staff.ts';

/** Invented people for the demo: one knows pensions and English, one families and many languages, one is an official. */
export const syntheticStaff: readonly NewOperator[] = [
  {
    id: 'anna',
    name: 'Anna Prova',
    skills: [
      { topic: 'pensioni', languages: ['it', 'en'], proficiency: 5 },
      { topic: 'contributi', languages: ['it', 'en'], proficiency: 4 },
      { topic: 'documenti', languages: ['it', 'en', 'fr'], proficiency: 4 },
      { topic: 'generale', languages: ['it', 'en', 'fr'], proficiency: 3 },
    ],
  },
  {
    id: 'boris',
    name: 'Boris Prova',
    supervisor: true,
    skills: [
      { topic: 'famiglia', languages: ['it', 'de', 'ru', 'pl'], proficiency: 5 },
      { topic: 'sostegno-reddito', languages: ['it', 'es', 'ar'], proficiency: 4 },
      { topic: 'generale', languages: ['it', 'de', 'ru', 'pl', 'es', 'ar'], proficiency: 3 },
    ],
  },
  {
    id: 'carla',
    name: 'Carla Prova',
    skills: [
      { topic: 'pensioni', languages: ['it'], level: 2, proficiency: 5 },
      { topic: 'generale', languages: ['it'], level: 2, proficiency: 4 },
      { topic: 'riscossione', languages: ['it'], proficiency: 3 },
    ],
  },
];
