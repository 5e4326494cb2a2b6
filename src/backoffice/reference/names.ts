/** Common names, the most frequent first. They make codes of a realistic shape and are never stored. */
const words = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

export const italianSurnames =
  words(`Rossi, Russo, Ferrari, Esposito, Bianchi, Romano, Colombo, Ricci, Marino, Greco,
  Bruno, Gallo, Conti, De Luca, Mancini, Costa, Giordano, Rizzo, Lombardi, Moretti, Barbieri, Fontana, Santoro, Mariani,
  Rinaldi, Caruso, Ferrara, Galli, Martini, Leone, Longo, Gentile, Martinelli, Vitale, Lombardo, Serra, Coppola,
  De Santis, D'Angelo, Marchetti, Parisi, Villa, Conte, Ferraro, Ferri, Fabbri, Bianco, Marini, Grasso, Valentini,
  Messina, Sala, De Angelis, Gatti, Pellegrini, Palumbo, Sanna, Farina, Rizzi, Monti, Cattaneo, Morelli, Amato,
  Silvestri, Mazza, Testa, Grassi, Pellegrino, Carbone, Giuliani, Benedetti, Barone, Rossetti, Caputo, Montanari,
  Guerra, Palmieri, Bernardi, Martino, Fiore, De Rosa, Ferretti, Bellini, Basile, Riva, Donati, Piras, Vitali,
  Battaglia, Sartori, Neri, Costantini, Milani, Pagano, Ruggiero, Sorrentino, D'Amico, Orlando, Damico, Negri, Melis,
  Fumagalli, Zanetti, Olivieri, Bassi, Poli, Ruggeri, Gori, Aiello, Fusco, Ugo, Fo, Oss, Bo, Nicolò, Porro, Prosperi,
  Zuccalà, Dell'Acqua, Lo Bianco, Di Stefano, La Rocca, Di Giovanni, Rea, Iuliano, Quaranta, Hofer, Mair, Pichler`);

export const italianMen =
  words(`Giuseppe, Giovanni, Antonio, Mario, Luigi, Francesco, Angelo, Vincenzo, Pietro,
  Salvatore, Carlo, Franco, Domenico, Bruno, Paolo, Michele, Giorgio, Aldo, Sergio, Luciano, Andrea, Marco, Luca,
  Alessandro, Roberto, Stefano, Matteo, Davide, Lorenzo, Leonardo, Riccardo, Gabriele, Simone, Federico, Fabio, Claudio,
  Massimo, Nicolò, Daniele, Tommaso, Edoardo, Emanuele, Filippo, Enrico, Alberto, Diego, Gianluca, Pier Paolo, Ugo, Elia`);

export const italianWomen =
  words(`Maria, Anna, Giuseppina, Rosa, Angela, Giovanna, Teresa, Lucia, Carmela, Caterina,
  Francesca, Anna Maria, Antonietta, Carla, Elena, Concetta, Rita, Margherita, Franca, Paola, Giulia, Chiara, Sara,
  Laura, Valentina, Alessia, Martina, Federica, Silvia, Elisa, Ilaria, Sofia, Aurora, Ginevra, Alice, Beatrice, Emma,
  Daniela, Patrizia, Cristina, Barbara, Simona, Monica, Roberta, Michela, Serena, Noemi, Eva, Ada, Isa`);

/** Surnames, men's and women's names of people born abroad. */
export const foreignNames = [
  [
    words('Popescu, Popa, Ionescu, Rusu, Munteanu, Dumitru'),
    words('Ion, Vasile, Gheorghe, Andrei, Mihai'),
    words('Elena, Mihaela, Ioana, Daniela, Ana'),
  ],
  [
    words('Hoxha, Shehu, Gjoka, Prifti, Çela, Dervishi'),
    words('Arben, Ilir, Altin, Gëzim'),
    words('Mimoza, Vjollca, Elira, Drita'),
  ],
  [
    words('El Amrani, Alaoui, Bennani, Ouahbi, Haddad'),
    words('Mohamed, Youssef, Hassan, Abdellah'),
    words('Fatima, Khadija, Naima, Amina'),
  ],
  [words('Hu, Chen, Wang, Zhou, Lin, Wu'), words('Wei, Jian, Li, Ming'), words('Xiao, Mei, Yan, Li')],
  [
    words('Shevchenko, Kovalenko, Bondarenko, Tkachenko'),
    words('Oleksandr, Serhiy, Andriy'),
    words('Oksana, Nataliya, Olha, Svitlana'),
  ],
  [
    words('Rahman, Hossain, Islam, Miah, Uddin'),
    words('Mohammad, Abdul, Kamal'),
    words('Fatema, Nasrin, Shirin'),
  ],
  [
    words('Müller, Weiß, Schröder, Øberg, Łukasik'),
    words('Jürgen, Søren, Michał'),
    words('Jutta, Åse, Małgorzata'),
  ],
] as const;
