/** Names of people born abroad in the script of that country: those of names.ts that a letter can show. */
const arabicSurnames: Readonly<Record<string, string>> = {
  'El Amrani': 'العمراني',
  Alaoui: 'العلوي',
  Bennani: 'بناني',
  Ouahbi: 'وهبي',
  Haddad: 'حداد',
};
const arabicNames: Readonly<Record<string, string>> = {
  Mohamed: 'محمد',
  Youssef: 'يوسف',
  Hassan: 'حسن',
  Abdellah: 'عبد الله',
  Fatima: 'فاطمة',
  Khadija: 'خديجة',
  Naima: 'نعيمة',
  Amina: 'أمينة',
};
const cyrillicSurnames: Readonly<Record<string, string>> = {
  Shevchenko: 'Шевченко',
  Kovalenko: 'Коваленко',
  Bondarenko: 'Бондаренко',
  Tkachenko: 'Ткаченко',
};
const cyrillicNames: Readonly<Record<string, string>> = {
  Oleksandr: 'Олександр',
  Serhiy: 'Сергій',
  Andriy: 'Андрій',
  Oksana: 'Оксана',
  Nataliya: 'Наталія',
  Olha: 'Ольга',
  Svitlana: 'Світлана',
};

/** Name and surname as that country writes them; null for a name that is Latin there, or that is not in the lists. */
export function originalName(name: string, surname: string): string | null {
  const first = arabicNames[name] ?? cyrillicNames[name];
  const last = arabicSurnames[surname] ?? cyrillicSurnames[surname];
  return first === undefined || last === undefined ? null : `${first} ${last}`;
}
